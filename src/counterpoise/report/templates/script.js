"use strict";
(function () {
  var root = document.documentElement;
  root.classList.add("has-js");
  var source = document.getElementById("map-data");
  var slider = document.getElementById("map-year");
  var map = document.querySelector("#fig-map svg");
  if (source && slider && map) {
    var data = JSON.parse(source.textContent);
    var title = document.getElementById("map-title");
    var said = document.getElementById("map-said");
    var show = function () {
      var year = slider.value, sides = {};
      Object.keys(data.states).forEach(function (code) {
        var shape = map.querySelector("path[data-key=" + code + "]"), row = data.states[code][year];
        if (!shape || !row) { return; }
        shape.setAttribute("fill", row[0] === "both" ? "url(#map-both)" : "var(--" + data.inks[row[0]] + ")");
        shape.setAttribute("fill-opacity", row[1] !== null && row[1] < 60 ? 0.45 : 1);
        var words = data.names[code] + ": " + data.words[row[0]];
        shape.querySelector("title").textContent = words + (row[1] === null ? "" : " in " + row[1] + " of 100");
        (sides[row[0]] = sides[row[0]] || []).push(data.names[code]);
      });
      title.firstChild.textContent = "Who stands where in " + year + " ";
      said.textContent = year;
      map.setAttribute("aria-label", "Likeliest stance in " + year + ". " + Object.keys(sides).map(function (side) {
        return data.words[side] + ": " + sides[side].join(", ");
      }).join("; ") + ".");
    };
    slider.addEventListener("input", show);
    map.addEventListener("click", function (event) {
      var key = event.target.getAttribute("data-key"), place = key && document.getElementById("fig-state-" + key);
      if (place) { place.scrollIntoView(); }
    });
  }
  var light = function (key) {
    document.querySelectorAll("[data-key]").forEach(function (node) {
      node.classList.toggle("lit", key !== null && node.getAttribute("data-key") === key);
    });
  };
  var over = function (event) {
    var node = event.target.closest ? event.target.closest("[data-key]") : null;
    light(node ? node.getAttribute("data-key") : null);
  };
  document.addEventListener("pointerover", over);
  document.addEventListener("focusin", over);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") { light(null); } });
})();
