#include "taskxml/command/report_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "launcher/text/printable.hpp"
#include "launcher/text/wall_clock.hpp"
#include "taskxml/command/collect_inputs.hpp"
#include "taskxml/command/outcome.hpp"
#include "taskxml/command/printer.hpp"
#include "taskxml/command/run.hpp"
#include "taskxml/command/walk.hpp"
#include "taskxml/diagnose/this_machine.hpp"
#include "taskxml/report/baseline.hpp"
#include "taskxml/report/drift.hpp"
#include "taskxml/report/estate_file.hpp"
#include "taskxml/report/estate_report.hpp"
#include "taskxml/report/page.hpp"
#include "taskxml/source/file.hpp"
#include "taskxml/source/inputs.hpp"

namespace taskxml {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTitle = "Scheduled tasks and their drives";

bool is_inside(const fs::path& path, const fs::path& folder) {
  std::error_code error;
  const fs::path relative =
      fs::weakly_canonical(path, error).lexically_relative(fs::weakly_canonical(folder, error));
  return !relative.empty() && *relative.begin() != "..";
}

/// What lies in an INPUT would be read by the next run, and refused.
void check_target(const Options& options, std::string_view option, const std::string& target) {
  if (target.empty()) return;
  for (const std::string& argument : options.inputs) {
    const fs::path path = path_from_utf8(target);
    std::error_code error;
    if (is_folder(argument) ? is_inside(path, path_from_utf8(argument))
                            : fs::equivalent(path, path_from_utf8(argument), error)) {
      refuse_usage(fmt::format("{} {}", option, target),
                   fmt::format("it is, or lies inside, the INPUT {}", argument), "Name another folder");
    }
  }
}

std::optional<Baseline> read_baseline_of(const Options& options) {
  const std::string& file = options.report.baseline;
  if (file.empty()) return std::nullopt;
  const fs::path path = path_from_utf8(file);
  try {
    return read_baseline(read_file(path).bytes);
  } catch (const BaselineError& error) {
    throw FileError("cannot use the baseline", path, error.what());
  }
}

/// Of the machine this runs on.
std::string machine_name() {
  const std::string variable = "%COMPUTERNAME%";
  const ThisMachine* const here = this_machine();
  const std::string name = here == nullptr ? variable : here->expand(variable);
  return name == variable ? "this machine" : name;
}

/// The name of the folder that a file is in, where it was found in a folder; of a task, of the machine.
std::string folder_of(const Input& input, const std::set<fs::path>& named) {
  if (input.task() != nullptr) return machine_name();
  if (input.is_standard_input() || named.contains(input.path())) return {};
  std::error_code error;
  return utf8_from_path(fs::weakly_canonical(input.path().parent_path(), error).filename());
}

/// The part of the estate that one input is. Never throws: what cannot be read is a refusal.
Estate read_part(const Input& input, const std::string& folder, const EstateRequest& request,
                 const Sources& sources) {
  const FileName name = input.name();
  try {
    return read_estate_file(name, folder, read_input(input, sources).bytes, request);
  } catch (const std::exception& error) {
    Estate estate;
    const std::string machine = request.machine.empty() ? find_machine(name, folder, false) : request.machine;
    estate.refusals.push_back({machine, name.shown, {0, error.what(), {}, {}}});
    return estate;
  }
}

std::string messages_of(const Estate& part) {
  std::string text;
  for (const std::vector<EstateRefusal>* places : {&part.notes, &part.refusals}) {
    for (const EstateRefusal& place : *places) {
      // What could not be opened says its name itself.
      add_line(text,
               place.finding.line == 0 ? place.finding.what : format_finding(place.file, place.finding));
    }
  }
  return text;
}

template <typename Value>
void append(std::vector<Value>& to, std::vector<Value>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

Estate collect(const Options& options, const Sources& sources) {
  const EstateRequest request{options.request.selection, options.report.machine,
                              options.request.input_encoding};
  const std::vector<Input> inputs = collect_inputs(options, sources);
  std::set<fs::path> named;
  for (const std::string& argument : options.inputs)
    named.insert(path_from_utf8(argument));
  Estate estate;
  Progress progress(inputs, sources.streams);
  Walk<Estate> walk(inputs, [&](const Input& input) {
    return read_part(input, folder_of(input, named), request, sources);
  });
  walk.run(count_jobs(inputs, options.jobs), [&](const Input& /*input*/, Estate part) {
    progress.step(messages_of(part));
    append(estate.tasks, std::move(part.tasks));
    append(estate.refusals, std::move(part.refusals));
    append(estate.notes, std::move(part.notes));
  });
  progress.clear();
  return estate;
}

std::string count(std::size_t number, std::string_view word) {
  return fmt::format("{} {}{}", number, word, number == 1 ? "" : "s");
}

std::string describe(const EstateReport& report) {
  const Overview& overview = report.overview;
  std::string text =
      fmt::format("{} on {}: {}, {}, {}; {} refused\n", count(report.estate.tasks.size(), "task"),
                  count(overview.machines.size(), "machine"), count(overview.counts.errors, "error"),
                  count(overview.counts.warnings, "warning"), count(overview.counts.notes, "note"),
                  count(report.estate.refusals.size(), "file"));
  if (!report.drift) return text;
  const Drift& drift = *report.drift;
  return text +
         fmt::format("since {}: {} new, {} gone, {} changed, {} wrapped, {} unwrapped, {} better, {} worse\n",
                     launcher::on_one_line(drift.since), drift.appeared.size(), drift.gone.size(),
                     drift.changed.size(), drift.wrapped.size(), drift.unwrapped.size(), drift.better.size(),
                     drift.worse.size());
}

std::string print(const EstateReport& report, ReportFormat format) {
  switch (format) {
    case ReportFormat::json:
      return report_as_json(report);
    case ReportFormat::csv:
      return report_as_csv(report);
    case ReportFormat::html:
      break;
  }
  return report_as_page(report);
}

}  // namespace

int run_report(const Options& options, const Sources& sources) {
  check_target(options, "-o", options.output_path);
  check_target(options, "--save-baseline", options.report.new_baseline);
  const std::optional<Baseline> before = read_baseline_of(options);
  EstateReport report;
  report.title = options.report.title.empty() ? std::string(kTitle) : options.report.title;
  report.made = launcher::SystemWallClock().now();
  report.estate = collect(options, sources);
  report.overview = overview_of(report.estate);
  if (before) report.drift = compare(*before, report.estate);
  const std::string text = print(report, options.report.format);
  if (options.output_path.empty()) {
    sources.streams.write_output(text);
  } else {
    write_file(path_from_utf8(options.output_path), text);
  }
  if (!options.report.new_baseline.empty())
    write_file(path_from_utf8(options.report.new_baseline), report_as_json(report));
  sources.streams.write_error(describe(report));
  if (!report.estate.refusals.empty()) return kRefused;
  return report.drift && report.drift->has_worsened ? kFindings : kDone;
}

}  // namespace taskxml
