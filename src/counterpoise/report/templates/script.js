"use strict";
(function () {
  var root = document.documentElement;
  root.classList.add("has-js");
  var source = document.getElementById("map-data");
  var slider = document.getElementById("map-year");
  if (source && slider) {
    var data = JSON.parse(source.textContent);
    var title = document.getElementById("map-title");
    var picture = document.querySelector("svg.map");
    var said = document.getElementById("map-said");
    var show = function () {
      var year = slider.value, sides = {};
      Object.keys(data.states).forEach(function (code) {
        var shape = document.getElementById("map-" + code), row = data.states[code][year];
        if (!shape || !row) { return; }
        shape.setAttribute("class", "state stance s-" + row[0] + (row[1] !== null && row[1] < 60 ? " faded" : ""));
        if (row[0] === "both") { shape.setAttribute("fill", "url(#map-both)"); } else { shape.removeAttribute("fill"); }
        var words = data.names[code] + ": " + data.words[row[0]];
        shape.querySelector("title").textContent = words + (row[1] === null ? "" : " in " + row[1] + " of 100");
        (sides[row[0]] = sides[row[0]] || []).push(data.names[code]);
      });
      title.firstChild.textContent = "Who stands where in " + year + " ";
      said.textContent = year;
      picture.setAttribute("aria-label", "Likeliest stance in " + year + ". " + Object.keys(sides).map(function (side) {
        return data.words[side] + ": " + sides[side].join(", ");
      }).join("; ") + ".");
    };
    slider.addEventListener("input", show);
  }
  var light = function (code) {
    document.querySelectorAll("[data-state]").forEach(function (node) {
      node.classList.toggle("lit", code !== null && node.getAttribute("data-state") === code);
    });
  };
  var over = function (event) {
    var node = event.target.closest ? event.target.closest("[data-state]") : null;
    light(node ? node.getAttribute("data-state") : null);
  };
  document.addEventListener("pointerover", over);
  document.addEventListener("focusin", over);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") { light(null); } });
})();
