// Plotly, loaded when a view first needs it, from this machine.
let loading = null;

function load() {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = "plotly.min.js";
    script.onload = () => {
      // charts of ours use plain axes only; should a map trace slip in, it finds outlines here and asks nobody
      const empty = { type: "Topology", objects: {}, arcs: [] };
      for (const layer of ["coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits"]) {
        empty.objects[layer] = { type: "GeometryCollection", geometries: [] };
      }
      window.PlotlyGeoAssets = { topojson: { world_110m: empty } };
      done(window.Plotly);
    };
    script.onerror = () => { loading = null; failed(new Error("The drawing library did not load.")); };
    document.head.append(script);
  });
  return loading;
}

/** Draw a figure; layouts are cloned, because plotly changes the ones it is given. */
export async function plot(element, figure) {
  const Plotly = await load();
  const { data, layout } = structuredClone(figure);
  await Plotly.react(element, data, layout, {
    displaylogo: false, responsive: true, displayModeBar: "hover",
    modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d", "sendDataToCloud"],
  });
  element.removeAllListeners?.("plotly_hover");
  return element;
}
