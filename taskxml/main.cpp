#include <fmt/format.h>

#include <exception>

#include "launcher/base/version.hpp"
#include "launcher/text/printable.hpp"
#include "taskxml/command/options.hpp"
#include "taskxml/command/run.hpp"
#include "taskxml/source/live_tasks.hpp"
#include "taskxml/source/terminal.hpp"

int main(int argc, char** argv) {
  taskxml::Streams& streams = taskxml::standard_streams();
  try {
    const taskxml::Options options = taskxml::parse_options(taskxml::program_arguments(argc, argv));
    switch (options.command) {
      case taskxml::Command::help:
        streams.write_output(options.help);
        return taskxml::kDone;
      case taskxml::Command::version:
        streams.write_output(fmt::format("taskxml {}\n", launcher::kVersion));
        return taskxml::kDone;
      default:
        return taskxml::run(options, streams, taskxml::live_tasks());
    }
  } catch (const taskxml::UsageError& error) {
    streams.write_error(fmt::format("taskxml: {}\n", launcher::on_one_line(error.what())));
    return taskxml::kUsage;
  } catch (const std::exception& error) {
    streams.write_error(fmt::format("taskxml: {}\n", launcher::on_one_line(error.what())));
    return taskxml::kRefused;
  }
}
