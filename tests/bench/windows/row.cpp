#include "bench/windows/row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "launcher/text/text_table.hpp"

namespace bench {
namespace {

/// Between the values where it falls between two: statistics.quantiles(method="inclusive") of Python, as on
/// Linux.
double quantile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  const double position = part * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (position - static_cast<double>(below)) * (values[above] - values[below]);
}

template <typename Number>
double median(const std::vector<Sample>& samples, Number Sample::*member) {
  std::vector<double> values;
  values.reserve(samples.size());
  for (const Sample& sample : samples)
    values.push_back(static_cast<double>(sample.*member));
  return quantile(std::move(values), 0.5);
}

std::string milliseconds(double microseconds) {
  return fmt::format("{:.1f} ms", microseconds / 1000);
}

/// Empty: not known.
std::string megabytes(const std::vector<Sample>& samples) {
  const double bytes = median(samples, &Sample::peak_bytes);
  return bytes > 0 ? fmt::format("{:.1f} MB", bytes / 1e6) : std::string();
}

std::string reached(const Row& row) {
  if (!row.goal) return {};
  return row.ratio <= *row.goal ? "yes" : "NO";
}

nlohmann::ordered_json describe(const std::vector<Sample>& samples) {
  nlohmann::ordered_json described{{"wall_us", median(samples, &Sample::wall_us)},
                                   {"cpu_us", median(samples, &Sample::cpu_us)},
                                   {"peak_bytes", median(samples, &Sample::peak_bytes)}};
  described["samples"] = nlohmann::ordered_json::array();
  for (const Sample& sample : samples) {
    described["samples"].push_back(
        {{"wall_us", sample.wall_us}, {"cpu_us", sample.cpu_us}, {"peak_bytes", sample.peak_bytes}});
  }
  return described;
}

}  // namespace

Row compare(std::string what, std::string against, const std::vector<Sample>& ours,
            const std::vector<Sample>& theirs, std::optional<double> goal) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < ours.size(); ++i)
    ratios.push_back(static_cast<double>(ours[i].wall_us) / static_cast<double>(theirs.at(i).wall_us));
  return {.what = std::move(what),
          .against = std::move(against),
          .ratio = quantile(ratios, 0.5),
          .first_quartile = quantile(ratios, 0.25),
          .third_quartile = quantile(ratios, 0.75),
          .goal = goal,
          .ours = ours,
          .theirs = theirs};
}

std::string format_text(const std::vector<Row>& rows, const Circumstances& circumstances) {
  std::vector<launcher::TableRow> lines{
      {.cells = {"what", "ours", "cpu", "memory", "against", "", "ratio", "quartiles", "goal", "reached"},
       .note = {}}};
  for (const Row& row : rows) {
    lines.push_back(
        {.cells = {row.what, milliseconds(median(row.ours, &Sample::wall_us)),
                   milliseconds(median(row.ours, &Sample::cpu_us)), megabytes(row.ours), row.against,
                   milliseconds(median(row.theirs, &Sample::wall_us)), fmt::format("{:.2f}", row.ratio),
                   fmt::format("{:.2f}-{:.2f}", row.first_quartile, row.third_quartile),
                   row.goal ? fmt::format("<= {:.2f}", *row.goal) : "", reached(row)},
         .note = {}});
  }
  return launcher::format_text_table(lines) +
         fmt::format("DriveLaunch {} on {}, {} processors, {}, {} rounds\n", circumstances.version,
                     circumstances.system, circumstances.processors, circumstances.share,
                     circumstances.rounds);
}

std::string format_json(const std::vector<Row>& rows, const Circumstances& circumstances) {
  nlohmann::ordered_json report{{"version", circumstances.version},
                                {"system", circumstances.system},
                                {"processors", circumstances.processors},
                                {"share", circumstances.share},
                                {"rounds", circumstances.rounds}};
  report["rows"] = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    nlohmann::ordered_json described{
        {"what", row.what},   {"against", row.against},
        {"ratio", row.ratio}, {"quartiles", {row.first_quartile, row.third_quartile}},
        {"goal", nullptr},    {"reached", nullptr}};
    if (row.goal) {
      described["goal"] = *row.goal;
      described["reached"] = row.ratio <= *row.goal;
    }
    described["ours"] = describe(row.ours);
    described["theirs"] = describe(row.theirs);
    report["rows"].push_back(std::move(described));
  }
  return report.dump(1) + "\n";
}

}  // namespace bench
