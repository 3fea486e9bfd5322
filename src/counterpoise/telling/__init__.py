"""Saying numbers: how an answer is read, and the words and sentences that every view shares."""
