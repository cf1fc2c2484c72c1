#include <fmt/format.h>

#include <exception>

#include "launcher/base/version.hpp"
#include "taskxml/options.hpp"
#include "taskxml/run.hpp"
#include "taskxml/terminal.hpp"

int main(int argc, char** argv) {
  try {
    const taskxml::Options options = taskxml::parse_options(taskxml::program_arguments(argc, argv));
    switch (options.command) {
      case taskxml::Command::help:
        taskxml::write_standard_output(options.help);
        return taskxml::kDone;
      case taskxml::Command::version:
        taskxml::write_standard_output(fmt::format("taskxml {}\n", launcher::kVersion));
        return taskxml::kDone;
      default:
        return taskxml::run(options);
    }
  } catch (const taskxml::UsageError& error) {
    taskxml::write_standard_error(fmt::format("taskxml: {}\n", error.what()));
    return taskxml::kUsage;
  } catch (const std::exception& error) {
    taskxml::write_standard_error(fmt::format("taskxml: {}\n", error.what()));
    return taskxml::kRefused;
  }
}
