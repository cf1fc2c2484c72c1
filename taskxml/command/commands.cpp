#include "taskxml/command/commands.hpp"

#include <fmt/format.h>

#include "launcher/text/printable.hpp"
#include "taskxml/command/probe.hpp"
#include "taskxml/command/run.hpp"
#include "taskxml/diagnose/diagnose.hpp"
#include "taskxml/diagnose/this_machine.hpp"
#include "taskxml/report/diagnose_report.hpp"
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

}  // namespace

int run_diagnose(const Options& options, Streams& streams) {
  const std::vector<Input> inputs = find_inputs(options.inputs, {});
  tell_if_none(inputs, streams);
  const ThisMachine* const here = options.looks_here ? this_machine() : nullptr;
  if (options.looks_here && here == nullptr) {
    streams.write_error(
        "taskxml: --here: letters, launcher and scripts are not visible here: "
        "this machine does not run Windows\n");
  }
  DiagnoseReport report(options.format, inputs.size() == 1);
  bool is_refused = false;
  streams.write_output(report.begin());
  for (const Input& input : inputs) {
    Diagnosis diagnosis;
    try {
      diagnosis =
          diagnose(input.name(), read_input(input, streams).bytes, options.request.input_encoding, here);
    } catch (const std::runtime_error& error) {
      is_refused = true;
      streams.write_error(launcher::on_one_line(error.what()) + "\n");
    }
    for (const TaskDiagnosis& task : diagnosis.tasks)
      streams.write_output(report.add(input.name().shown, task));
    for (const std::vector<Finding>* findings : {&diagnosis.notes, &diagnosis.refusals}) {
      for (const Finding& finding : *findings)
        streams.write_error(format_finding(input.name().shown, finding) + "\n");
    }
    is_refused = is_refused || !diagnosis.refusals.empty();
  }
  streams.write_output(report.end());
  if (is_refused) return kRefused;
  return report.has_findings() ? kFindings : kDone;
}

int run_probe(const Options& options, Streams& streams) {
  const Input input = std::move(find_inputs(options.inputs, {}).front());
  const ProbeResult probe =
      make_probe(read_input(input, streams).bytes,
                 {options.request.invocation, options.request.launcher, options.request.input_encoding});
  if (probe.refusal) return refuse_input(input, *probe.refusal, streams);
  write_answer(options, probe.bytes, streams);
  using launcher::on_one_line;
  streams.write_error(
      fmt::format("Try it as the account of the task, at an elevated prompt:\n"
                  "  schtasks /create /tn DriveLaunchProbe /xml {} /f{}\n"
                  "  schtasks /run /tn DriveLaunchProbe\n"
                  "  type {}\n",
                  options.output == OutputMode::file ? on_one_line(options.output_path) : "FILE",
                  probe.needs_password ? fmt::format(" /ru {} /rp *", on_one_line(probe.account)) : "",
                  on_one_line(options.request.invocation.log.value_or(std::string(kProbeLog)))));
  return kDone;
}

int run_drives(const Options& options, Streams& streams) {
  const Input input = std::move(find_inputs(options.inputs, {}).front());
  const DrivesResult drives =
      convert_drives(read_input(input, streams).bytes, options.request.input_encoding);
  if (drives.refusal) return refuse_input(input, *drives.refusal, streams);
  write_answer(options, drives.text, streams);
  return kDone;
}

}  // namespace taskxml
