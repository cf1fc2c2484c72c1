#include "taskxml/command/output_targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/command/usage.hpp"
#include "taskxml/source/file.hpp"

namespace taskxml {
namespace {

namespace fs = std::filesystem;

/// Whether `path` is `folder` or lies below it.
bool is_inside(const fs::path& path, const fs::path& folder) {
  std::error_code error;
  const fs::path inner = fs::weakly_canonical(path, error);
  const fs::path outer = fs::weakly_canonical(folder, error);
  const fs::path relative = inner.lexically_relative(outer);
  return !relative.empty() && *relative.begin() != "..";
}

void refuse_same_targets(const Options& options, std::span<const Input> inputs, const fs::path& output) {
  // There may be very many, and hardly ever two of the same name: only then are the names kept.
  std::vector<std::size_t> hashes;
  hashes.reserve(inputs.size());
  for (const Input& input : inputs)
    hashes.push_back(std::hash<std::string>()(path_key(output / input.relative())));
  std::sort(hashes.begin(), hashes.end());
  if (std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end()) return;
  std::map<std::string, const Input*> targets;
  for (const Input& input : inputs) {
    const fs::path target = output / input.relative();
    const auto [other, is_new] = targets.emplace(path_key(target), &input);
    if (is_new || !input.error().empty()) continue;
    throw UsageError(fmt::format("--output-dir {}: two INPUTs would be written to {}: {} and {}",
                                 options.output_path, utf8_from_path(target), other->second->name().shown,
                                 input.name().shown));
  }
}

void refuse_input_as_output(const Input& input, const fs::path& output, std::string_view option) {
  std::error_code error;
  if (!input.is_standard_input() && input.task() == nullptr && fs::is_regular_file(output, error) &&
      fs::equivalent(input.path(), output, error)) {
    throw UsageError(
        fmt::format("{} {}: it is the INPUT itself. Use --in-place", option, utf8_from_path(output)));
  }
}

void refuse_task_store(const fs::path& output) {
  if (is_below_task_store(output)) {
    throw UsageError(
        fmt::format("{}: "
                    "Task Scheduler keeps its tasks there and ignores edits or calls the task corrupt. "
                    "Write elsewhere and import with schtasks /create /xml FILE /tn NAME /f",
                    utf8_from_path(output)));
  }
}

}  // namespace

void check_output_targets(const Options& options, std::span<const Input> inputs) {
  const fs::path output = path_from_utf8(options.output_path);
  std::error_code error;
  if (options.output == OutputMode::file) {
    if (fs::is_directory(output, error)) {
      throw UsageError(fmt::format("-o {}: it is a folder. Use --output-dir", options.output_path));
    }
    refuse_input_as_output(inputs.front(), output, "-o");
    refuse_task_store(output);
  }
  if (options.output != OutputMode::folder) return;
  if (fs::exists(output, error) && !fs::is_directory(output, error)) {
    throw UsageError(fmt::format("--output-dir {}: it is not a folder. Use -o", options.output_path));
  }
  refuse_task_store(output);
  for (const std::string& argument : options.inputs) {
    if (is_folder(argument) && is_inside(output, path_from_utf8(argument))) {
      throw UsageError(fmt::format("--output-dir {}: it lies inside the INPUT {}. Name another folder",
                                   options.output_path, argument));
    }
  }
  refuse_same_targets(options, inputs, output);
  if (!fs::exists(output, error) && !error) return;
  for (const Input& input : inputs)
    refuse_input_as_output(input, output / input.relative(), "--output-dir");
}

}  // namespace taskxml
