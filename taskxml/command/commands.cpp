#include "taskxml/command/commands.hpp"

#include <fmt/format.h>

#include <exception>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "launcher/text/printable.hpp"
#include "taskxml/command/collect_inputs.hpp"
#include "taskxml/command/outcome.hpp"
#include "taskxml/command/printer.hpp"
#include "taskxml/command/probe.hpp"
#include "taskxml/command/probe_run.hpp"
#include "taskxml/command/run.hpp"
#include "taskxml/command/walk.hpp"
#include "taskxml/diagnose/diagnose.hpp"
#include "taskxml/diagnose/this_machine.hpp"
#include "taskxml/report/diagnose_report.hpp"
#include "taskxml/report/show_report.hpp"
#include "taskxml/source/drives.hpp"
#include "taskxml/source/inputs.hpp"

namespace taskxml {
namespace {

/// To -o FILE, or to standard output.
void write_answer(const Options& options, const std::string& bytes, Streams& streams) {
  if (options.output == OutputMode::file) {
    write_file(path_from_utf8(options.output_path), bytes);
  } else {
    streams.write_output(bytes);
  }
}

int refuse_input(const Input& input, const Finding& refusal, Streams& streams) {
  streams.write_error(format_finding(input.name().shown, refusal) + "\n");
  return kRefused;
}

/// What a command found in one input.
template <typename Result>
struct Answer {
  Result result;
  std::string problem;  ///< why it could not be read; empty: nothing
};
using ShowAnswer = Answer<ShowResult>;
using DiagnoseAnswer = Answer<Diagnosis>;

template <typename Result, typename Find>
Answer<Result> answer_for(const Input& input, const Sources& sources, const Find& find) {
  Answer<Result> answer;
  try {
    answer.result = find(read_input(input, sources).bytes);
  } catch (const std::exception& error) {
    answer.problem = error.what();
  }
  return answer;
}

std::string messages_of(const std::string& name, const std::string& problem, std::span<const Finding> notes,
                        std::span<const Finding> refusals) {
  std::string text;
  if (!problem.empty()) add_line(text, problem);
  for (const std::span<const Finding> findings : {notes, refusals}) {
    for (const Finding& finding : findings)
      add_line(text, format_finding(name, finding));
  }
  return text;
}

}  // namespace

int run_show(const Options& options, const Sources& sources) {
  Streams& streams = sources.streams;
  streams.write_output(report_begin(options.format));
  const std::vector<Input> inputs = collect_inputs(options, sources);
  bool is_first = true;
  bool is_refused = false;
  ShowSummary summary;
  Walk<ShowAnswer> walk(inputs, [&](const Input& input) {
    return answer_for<ShowResult>(input, sources, [&](std::string bytes) {
      return show(input.name(), std::move(bytes), options.request.input_encoding);
    });
  });
  Progress progress(inputs, streams);
  walk.run(count_jobs(inputs, options.jobs), [&](const Input& input, const ShowAnswer& answer) {
    const std::string name = input.name().shown;
    std::string output;
    for (const ShownAction& action : answer.result.actions) {
      output += report_action(options.format, name, action, is_first);
      summary.add(action);
      is_first = false;
    }
    progress.clear();
    streams.write_output(output);
    progress.step(messages_of(name, answer.problem, answer.result.notes, answer.result.refusals));
    is_refused = is_refused || !answer.problem.empty() || !answer.result.refusals.empty();
  });
  progress.clear();
  streams.write_output(report_end(options.format, is_first));
  if (options.format == Format::text && inputs.size() > 1)
    streams.write_output(summary.text(inputs.size(), plural_of(inputs)));
  return is_refused ? kRefused : kDone;
}

int run_diagnose(const Options& options, const Sources& sources) {
  Streams& streams = sources.streams;
  const std::vector<Input> inputs = collect_inputs(options, sources);
  const ThisMachine* const here = options.looks_here ? this_machine() : nullptr;
  if (options.looks_here && here == nullptr) {
    streams.write_error(
        "taskxml: --here: letters, launcher and scripts are not visible here: "
        "this machine does not run Windows\n");
  }
  DiagnoseReport report(options.format, inputs.size() == 1);
  bool is_refused = false;
  streams.write_output(report.begin());
  Walk<DiagnoseAnswer> walk(inputs, [&](const Input& input) {
    return answer_for<Diagnosis>(input, sources, [&](std::string bytes) {
      return diagnose(input.name(), std::move(bytes), options.request.input_encoding, here);
    });
  });
  Progress progress(inputs, streams);
  walk.run(count_jobs(inputs, options.jobs), [&](const Input& input, const DiagnoseAnswer& answer) {
    const std::string name = input.name().shown;
    std::string output;
    for (const TaskDiagnosis& task : answer.result.tasks)
      output += report.add(name, task);
    progress.clear();
    streams.write_output(output);
    progress.step(messages_of(name, answer.problem, answer.result.notes, answer.result.refusals));
    is_refused = is_refused || !answer.problem.empty() || !answer.result.refusals.empty();
  });
  progress.clear();
  streams.write_output(report.end());
  if (is_refused) return kRefused;
  return report.has_findings() ? kFindings : kDone;
}

int run_probe(const Options& options, const Sources& sources) {
  const std::vector<Input> inputs = collect_inputs(options, sources);
  const Input& input = inputs.front();
  std::string definition = read_input(input, sources).bytes;
  if (options.runs_probe) return run_probe_as_task(options, *input.task(), std::move(definition), sources);
  const ProbeResult probe =
      make_probe(std::move(definition), {.options = options.request.invocation,
                                         .launcher = options.request.launcher,
                                         .input_encoding = options.request.input_encoding,
                                         .output = {},
                                         .asks_doctor = false});
  if (probe.refusal) return refuse_input(input, *probe.refusal, sources.streams);
  write_answer(options, probe.bytes, sources.streams);
  using launcher::on_one_line;
  sources.streams.write_error(
      fmt::format("Try it as the account of the task, at an elevated prompt:\n"
                  "  schtasks /create /tn DriveLaunchProbe /xml {} /f{}\n"
                  "  schtasks /run /tn DriveLaunchProbe\n"
                  "  type {}\n",
                  options.output == OutputMode::file ? on_one_line(options.output_path) : "FILE",
                  probe.needs_password ? fmt::format(" /ru {} /rp *", on_one_line(probe.account)) : "",
                  on_one_line(options.request.invocation.log.value_or(std::string(kProbeLog)))));
  return kDone;
}

int run_drives(const Options& options, const Sources& sources) {
  Streams& streams = sources.streams;
  const Input input = std::move(find_inputs(options.inputs, {}).front());
  const DrivesResult drives =
      convert_drives(read_input(input, sources).bytes, options.request.input_encoding);
  if (drives.refusal) return refuse_input(input, *drives.refusal, streams);
  write_answer(options, drives.text, streams);
  return kDone;
}

}  // namespace taskxml
