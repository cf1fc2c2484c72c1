#include "taskxml/command/run.hpp"

#include "taskxml/command/collect_inputs.hpp"
#include "taskxml/command/commands.hpp"
#include "taskxml/command/printer.hpp"
#include "taskxml/command/report_run.hpp"
#include "taskxml/command/rewrite_run.hpp"
#include "taskxml/command/walk.hpp"

namespace taskxml {
namespace {

int run_rewrite(const Options& options, const Sources& sources) {
  const std::vector<Input> inputs = collect_inputs(options, sources);
  const RewriteRun run(options, inputs, sources);
  Printer printer(inputs, sources.streams);
  Walk<Outcome> walk(inputs, [&](const Input& input) { return run.work_on(input); });
  walk.run(count_jobs(inputs, options.jobs),
           [&](const Input& /*input*/, const Outcome& outcome) { printer.print(outcome); });
  printer.print_summary();
  if (printer.has_refused()) return kRefused;
  return options.checks && printer.has_changed() ? kWouldChange : kDone;
}

}  // namespace

int run(const Options& options, Streams& streams, LiveTasks* live) {
  const Sources sources{.streams = streams, .live = live};
  switch (options.command) {
    case Command::show:
      return run_show(options, sources);
    case Command::diagnose:
      return run_diagnose(options, sources);
    case Command::probe:
      return run_probe(options, sources);
    case Command::drives:
      return run_drives(options, sources);
    case Command::report:
      return run_report(options, sources);
    default:
      return run_rewrite(options, sources);
  }
}

}  // namespace taskxml
