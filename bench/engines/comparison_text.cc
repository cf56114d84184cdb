#include "bench/engines/comparison_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "bench/seconds.h"

namespace powercut {

namespace {

// Three digits that count, as far as there are so many.
std::string number(double value) {
  if (value >= 99.95) return fmt::format("{:.0f}", value);
  if (value >= 9.995) return fmt::format("{:.1f}", value);
  if (value >= 0.9995 || value == 0) return fmt::format("{:.2f}", value);
  return fmt::format("{:.3f}", value);
}

bool is_better(const FigureKind& figure, double left, double right) {
  return figure.more_is_better ? left > right : left < right;
}

// The median to hold the others against; none if there is none.
std::optional<double> yardstick(const std::vector<Series>& all, const FigureKind& figure,
                                const EngineKind* against) {
  std::optional<double> best;
  for (const Series& series : all) {
    bool counts = against ? series.engine == against : series.engine->is_peer;
    if (series.figure != &figure || !counts || series.values.empty()) continue;
    double value = median(series.values);
    if (!best || is_better(figure, value, *best)) best = value;
  }
  return best;
}

// A value that is next to nothing has no ratio that means something.
std::string times_as_good(const FigureKind& figure, double value, std::optional<double> yardstick) {
  if (!yardstick || value <= 0 || *yardstick <= 0) return "-";
  return number(figure.more_is_better ? value / *yardstick : *yardstick / value);
}

std::string row(const std::vector<Series>& all, const Series& series, const EngineKind* against) {
  const FigureKind& figure = *series.figure;
  std::string head =
      fmt::format("{:<15} {:<9} {:<14}", figure.name, figure.unit, series.engine->name);
  if (series.values.empty()) return fmt::format("{} {:>4} {:>8}\n", head, 0, "-");
  double middle = median(series.values);
  auto [least, most] = std::ranges::minmax(series.values);
  return fmt::format("{} {:>4} {:>8} {:>18} {:>8}\n", head, series.values.size(), number(middle),
                     fmt::format("{}..{}", number(least), number(most)),
                     times_as_good(figure, middle, yardstick(all, figure, against)));
}

}  // namespace

std::string table(const std::vector<Series>& series, const ComparisonOptions& options,
                  const EngineKind* against) {
  std::string text =
      fmt::format("{} keys of {} bytes, values of {} bytes; times: as good as {}\n", options.keys,
                  key_bytes, options.value_bytes, against ? against->name : "the best peer");
  for (const EngineKind* engine : options.engines) {
    if (engine->is_peer) text += fmt::format("{} {}\n", engine->name, engine->version);
  }
  text += fmt::format("\n{:<15} {:<9} {:<14} {:>4} {:>8} {:>18} {:>8}\n", "job", "unit", "engine",
                      "runs", "median", "least..most", "times");
  const FigureKind* figure = nullptr;
  for (const Series& one : series) {
    if (figure != nullptr && figure != one.figure) text += "\n";
    figure = one.figure;
    text += row(series, one, against);
  }
  return text;
}

nlohmann::json as_json(const std::vector<Series>& series, const ComparisonOptions& options) {
  nlohmann::json figures = nlohmann::json::array();
  for (const Series& one : series) {
    nlohmann::json figure = {{"job", one.figure->name},
                             {"unit", one.figure->unit},
                             {"more_is_better", one.figure->more_is_better},
                             {"engine", one.engine->name},
                             {"values", one.values}};
    if (!one.values.empty()) figure["median"] = median(one.values);
    figures.push_back(std::move(figure));
  }
  nlohmann::json versions = nlohmann::json::object();
  for (const EngineKind* engine : options.engines) {
    if (engine->is_peer) versions[engine->name] = engine->version;
  }
  return {{"keys", options.keys},
          {"key_bytes", key_bytes},
          {"value_bytes", options.value_bytes},
          {"repetitions", options.repetitions},
          {"seconds", options.seconds},
          {"overwrites", options.overwrites},
          {"versions", versions},
          {"figures", figures}};
}

}  // namespace powercut
