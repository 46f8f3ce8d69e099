// SPDX-License-Identifier: MIT
// Notes as JSON.
#include "trainer/training/run_notes.h"

#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

namespace p2p {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

Json object(const NamedFigures& figures) {
  Json json = Json::object();
  for (const auto& [name, value] : figures) json[name] = number(value);
  return json;
}

NamedFigures figures_of(const Json& json) {
  NamedFigures figures;
  for (const auto& [name, value] : json.items())
    figures.emplace_back(name, value.is_null()
                                   ? std::numeric_limits<double>::quiet_NaN()
                                   : value.get<double>());
  return figures;
}

}  // namespace

std::string to_json(const NamedFigures& figures) {
  return object(figures).dump();
}

std::string to_json(const RunNotes& notes) {
  const Json json = {
      {"best",
       {{"epoch", notes.best.epoch}, {"figures", object(notes.best.figures)}}},
      {"plateau",
       {{"best", number(notes.plateau.best)},
        {"bad epochs", notes.plateau.bad_epochs},
        {"factor", notes.plateau.factor}}},
      {"before settling",
       {{"frame", object(notes.before_settling.frame)},
        {"running", object(notes.before_settling.running)}}},
      {"epoch losses", object(notes.epoch_losses)},
      {"epoch steps", notes.epoch_steps},
      {"cpu threads", notes.cpu_threads}};
  return json.dump();
}

RunNotes run_notes_from_json(const std::string& text,
                             const RunNotes& fallback) {
  const Json json = Json::parse(text);
  RunNotes notes = fallback;
  const Json& best = json.at("best");
  notes.best = {best.at("epoch").get<int>(), figures_of(best.at("figures"))};
  const Json& plateau = json.at("plateau");
  if (!plateau.at("best").is_null())
    notes.plateau.best = plateau.at("best").get<double>();
  notes.plateau.bad_epochs = plateau.at("bad epochs").get<int>();
  notes.plateau.factor = plateau.at("factor").get<double>();
  const Json& before = json.at("before settling");
  notes.before_settling = {figures_of(before.at("frame")),
                           figures_of(before.at("running"))};
  notes.epoch_losses = figures_of(json.at("epoch losses"));
  notes.epoch_steps = json.at("epoch steps").get<int>();
  notes.cpu_threads = json.at("cpu threads").get<int>();
  return notes;
}

}  // namespace p2p
