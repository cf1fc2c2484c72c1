#include "taskxml/commands.hpp"

#include "taskxml/diagnose.hpp"
#include "taskxml/diagnose_report.hpp"
#include "taskxml/inputs.hpp"
#include "taskxml/run.hpp"
#include "taskxml/this_machine.hpp"

namespace taskxml {

int run_diagnose(const Options& options, Streams& streams) {
  const std::vector<Input> inputs = find_inputs(options.inputs, {});
  const ThisMachine* const here = options.looks_here ? this_machine() : nullptr;
  if (options.looks_here && here == nullptr) {
    streams.write_error(
        "taskxml: --here: letters, launcher and scripts are not visible here: this machine does not run "
        "Windows\n");
  }
  DiagnoseReport report(options.format, inputs.size() == 1);
  bool is_refused = false;
  streams.write_output(report.begin());
  for (const Input& input : inputs) {
    Diagnosis diagnosis;
    try {
      diagnosis =
          diagnose(input.name, read_input(input, streams).bytes, options.request.input_encoding, here);
    } catch (const std::runtime_error& error) {
      is_refused = true;
      streams.write_error(std::string(error.what()) + "\n");
    }
    for (const TaskDiagnosis& task : diagnosis.tasks)
      streams.write_output(report.add(input.name.shown, task));
    for (const std::vector<Finding>* findings : {&diagnosis.notes, &diagnosis.refusals}) {
      for (const Finding& finding : *findings)
        streams.write_error(format_finding(input.name.shown, finding) + "\n");
    }
    is_refused = is_refused || !diagnosis.refusals.empty();
  }
  streams.write_output(report.end());
  if (is_refused) return kRefused;
  return report.has_findings() ? kFindings : kDone;
}

}  // namespace taskxml
