"""An answer in a notebook: ``marimo edit examples/look_at_an_answer.py -- --run runs/asia-latest``.

``python examples/look_at_an_answer.py --run runs/asia-latest`` runs it without a browser.
"""

import marimo

app = marimo.App(width="medium", app_title="An answer in a notebook")


@app.cell
def _():
    import marimo as mo

    from counterpoise.analysis.files import Result

    folder = str(mo.cli_args().get("run") or "runs/asia-latest")
    result = Result.read(folder)
    mo.md(f"# {result.answer['question']}\n\nInformation to {result.answer['cutoff']}; files in `{folder}`.")
    return mo, result


@app.cell
def _(mo, result):
    mo.hstack([result.plot.verdict(), result.plot.simpler()], widths="equal")
    return


@app.cell
def _(mo, result):
    show = mo.ui.dropdown(["stance", "threat", "protection"], value="stance", label="The map shows")
    # observed years come first: from the year in which the arms of every state are known
    first = int(result.views["history_ratio"].dropna("history_year")["history_year"][0])
    last = result.answer["horizon"][1]
    year = mo.ui.slider(first, last, value=last, label="Year")
    # by name; the first is the scenario's own, whatever its region
    named = {row["name"]: code for code, row in result.answer["states"].items()}
    states = mo.ui.dropdown(named, value=next(iter(named)), label="State")
    mo.hstack([show, year, states])
    return show, states, year


@app.cell
def _(mo, result, show, year):
    from counterpoise.charts.plot import NothingToDraw

    # a map of Asia ships, and of no other region: a view that has nothing to draw says so
    try:
        drawn = result.plot.map(show=show.value, year=year.value)
    except NothingToDraw as nothing:
        drawn = mo.md(nothing.message)
    drawn  # noqa: B018 - what a cell ends with is shown
    return


@app.cell
def _(result, states):
    result.plot.state(of=states.value)
    return


@app.cell
def _(mo, result):
    mo.hstack([result.plot.theatres(), result.plot.ties(layout="network")], widths="equal")
    return


@app.cell
def _(mo, result):
    # what it rests on: forecasts from past years with their misses, and every number of a mechanism
    mechanism = mo.ui.dropdown(sorted(result.answer["evidence"]), value="patronage", label="Mechanism")
    mo.vstack([mo.hstack([result.plot.calibration(), result.plot.hindcast()], widths="equal"), mechanism])
    return (mechanism,)


@app.cell
def _(mechanism, result):
    result.plot.evidence(of=mechanism.value)
    return


@app.cell
def _(mo, result):
    # every chart has its numbers as a table, and can be saved: costs.save("why.svg"), .png, .pdf, .csv, .parquet
    costs = result.plot.why()
    mo.vstack([costs, costs.table])
    return


if __name__ == "__main__":
    app.run()
