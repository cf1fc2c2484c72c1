#include "taskxml/command/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "launcher/base/drive.hpp"
#include "launcher/text/printable.hpp"
#include "taskxml/command/commands.hpp"
#include "taskxml/report/show_report.hpp"
#include "taskxml/source/file.hpp"
#include "taskxml/source/inputs.hpp"

namespace taskxml {
namespace {

namespace fs = std::filesystem;

/// What the work on one input came to.
struct Outcome {
  std::string messages;  ///< for standard error
  std::string output;    ///< for standard output
  bool is_refused = false;
  bool has_changed = false;
  bool has_taken = false;  ///< at least one action
};

void add_line(std::string& text, std::string_view line) {
  text += launcher::on_one_line(line);
  text += '\n';
}

/// Whether `path` is `folder` or lies below it.
bool is_inside(const fs::path& path, const fs::path& folder) {
  std::error_code error;
  const fs::path inner = fs::weakly_canonical(path, error);
  const fs::path outer = fs::weakly_canonical(folder, error);
  const fs::path relative = inner.lexically_relative(outer);
  return !relative.empty() && *relative.begin() != "..";
}

class RewriteRun {
 public:
  RewriteRun(const Options& options, const std::vector<Input>& inputs, Streams& streams)
      : options_(options), streams_(streams) {
    check_targets(inputs);
  }

  Outcome work_on(const Input& input) const {
    Outcome outcome;
    const FileName name = input.name();
    try {
      FileContent content = read_input(input, streams_);
      RewriteResult result = rewrite(name, std::move(content.bytes), options_.request);
      for (const Finding& note : result.notes)
        add_line(outcome.messages, format_finding(name.shown, note));
      for (const Finding& refusal : result.refusals)
        add_line(outcome.messages, format_finding(name.shown, refusal));
      if (result.is_refused()) {
        outcome.is_refused = true;
        add_line(outcome.messages, fmt::format("{}: refused", name.shown));
        return outcome;
      }
      outcome.has_changed = result.has_changed;
      outcome.has_taken = result.taken_count != 0;
      write(input, result, content.stamp, outcome);
      add_line(outcome.messages, describe(name, result));
    } catch (const std::exception& error) {
      outcome.is_refused = true;
      outcome.has_changed = false;
      add_line(outcome.messages, error.what());
      add_line(outcome.messages, fmt::format("{}: refused", name.shown));
    }
    return outcome;
  }

 private:
  void check_targets(const std::vector<Input>& inputs) const {
    const fs::path output = path_from_utf8(options_.output_path);
    std::error_code error;
    if (options_.output == OutputMode::file) {
      if (fs::is_directory(output, error)) {
        throw UsageError(fmt::format("-o {}: it is a folder. Use --output-dir", options_.output_path));
      }
      refuse_input_as_output(inputs.front(), output, "-o");
      refuse_task_store(output);
    }
    if (options_.output != OutputMode::folder) return;
    if (fs::exists(output, error) && !fs::is_directory(output, error)) {
      throw UsageError(fmt::format("--output-dir {}: it is not a folder. Use -o", options_.output_path));
    }
    refuse_task_store(output);
    for (const std::string& argument : options_.inputs) {
      if (is_folder(argument) && is_inside(output, path_from_utf8(argument))) {
        throw UsageError(fmt::format("--output-dir {}: it lies inside the INPUT {}. Name another folder",
                                     options_.output_path, argument));
      }
    }
    refuse_same_targets(inputs, output);
    if (!fs::exists(output, error) && !error) return;
    for (const Input& input : inputs)
      refuse_input_as_output(input, output / input.relative(), "--output-dir");
  }

  void refuse_same_targets(const std::vector<Input>& inputs, const fs::path& output) const {
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
                                   options_.output_path, utf8_from_path(target), other->second->name().shown,
                                   input.name().shown));
    }
  }

  static void refuse_input_as_output(const Input& input, const fs::path& output, std::string_view option) {
    std::error_code error;
    if (!input.is_standard_input() && fs::is_regular_file(output, error) &&
        fs::equivalent(input.path(), output, error)) {
      throw UsageError(
          fmt::format("{} {}: it is the INPUT itself. Use --in-place", option, utf8_from_path(output)));
    }
  }

  static void refuse_task_store(const fs::path& output) {
    if (is_below_task_store(output)) {
      throw UsageError(
          fmt::format("{}: "
                      "Task Scheduler keeps its tasks there and ignores edits or calls the task corrupt. "
                      "Write elsewhere and import with schtasks /create /xml FILE /tn NAME /f",
                      utf8_from_path(output)));
    }
  }

  void write(const Input& input, RewriteResult& result, const FileStamp& stamp, Outcome& outcome) const {
    switch (options_.output) {
      case OutputMode::standard_output:
        outcome.output = std::move(result.bytes);
        break;
      case OutputMode::file:
        write_file(path_from_utf8(options_.output_path), result.bytes);
        break;
      case OutputMode::folder: {
        const fs::path target = path_from_utf8(options_.output_path) / input.relative();
        std::error_code error;
        fs::create_directories(target.parent_path(), error);
        if (error) throw FileError("cannot create the folder", target.parent_path(), error.message());
        write_file(target, result.bytes);
        break;
      }
      case OutputMode::in_place:
        if (is_below_task_store(input.path())) {
          throw FileError("cannot replace", input.path(),
                          "Task Scheduler keeps its tasks there and ignores edits or calls the task corrupt",
                          "Export with schtasks /query /xml, wrap, and import with schtasks /create /xml /f");
        }
        if (result.has_changed) replace_in_place(input, result, stamp);
        break;
      case OutputMode::none:
        outcome.output = std::move(result.diff);
        break;
    }
  }

  void replace_in_place(const Input& input, const RewriteResult& result, const FileStamp& stamp) const {
    if (!options_.backup_suffix.empty()) {
      fs::path backup = input.path();
      backup += path_from_utf8(options_.backup_suffix);
      copy_file_as_backup(input.path(), backup, stamp);
    }
    replace_file(input.path(), result.bytes, stamp);
  }

  std::string describe(const FileName& name, const RewriteResult& result) const {
    const std::string_view verb = options_.request.unwraps ? "unwrapped" : "wrapped";
    const bool is_dry = options_.output == OutputMode::none;
    const std::string reason = reason_for_none(result);
    if (!result.has_changed) return fmt::format("{}: unchanged{}", name.shown, reason);
    if (result.changed_count == 0) {
      // Without --select unwrap is also what only converts a file.
      return fmt::format("{}: {}converted to UTF-16{}", name.shown, is_dry ? "would be " : "",
                         options_.request.selection.is_empty() ? "" : reason);
    }
    return fmt::format("{}: {}{} {} of {} Exec actions", name.shown, is_dry ? "would have " : "", verb,
                       result.changed_count, result.exec_count);
  }

  /// Why no action was taken; empty: one was.
  std::string reason_for_none(const RewriteResult& result) const {
    if (result.taken_count != 0) return {};
    if (result.exec_count == 0) return ": no Exec action in it";
    const bool has_select = !options_.request.selection.is_empty();
    const std::string_view what = !options_.request.unwraps ? "selected"
                                  : has_select              ? "wrapped and selected"
                                                            : "wrapped";
    return fmt::format(": none of its {} Exec actions is {}", result.exec_count, what);
  }

  const Options& options_;
  Streams& streams_;
};

Outcome show_one(const Options& options, const Input& input, Streams& streams, bool& is_first,
                 ShowSummary& summary) {
  Outcome outcome;
  const FileName name = input.name();
  try {
    const ShowResult result = show(name, read_input(input, streams).bytes, options.request.input_encoding);
    for (const ShownAction& action : result.actions) {
      outcome.output += report_action(options.format, name.shown, action, is_first);
      summary.add(action);
      is_first = false;
    }
    for (const Finding& note : result.notes)
      add_line(outcome.messages, format_finding(name.shown, note));
    for (const Finding& refusal : result.refusals)
      add_line(outcome.messages, format_finding(name.shown, refusal));
    outcome.is_refused = !result.refusals.empty();
  } catch (const std::exception& error) {
    outcome.is_refused = true;
    add_line(outcome.messages, error.what());
  }
  return outcome;
}

/// Prints outcomes in the order of the inputs, whatever order they come in.
class Printer {
 public:
  Printer(std::size_t total, Streams& streams)
      : total_(total), streams_(streams), shows_progress_(total > 1 && streams.is_error_a_terminal()) {}

  void print(const Outcome& outcome) {
    std::string messages;
    if (std::exchange(has_progress_, false)) messages = "\r\x1b[K";
    messages += outcome.messages;
    ++done_;
    refused_ += outcome.is_refused ? 1 : 0;
    changed_ += outcome.has_changed ? 1 : 0;
    taken_ += outcome.has_taken ? 1 : 0;
    const auto now = std::chrono::steady_clock::now();
    if (shows_progress_ && done_ < total_ && now >= next_progress_) {
      messages += fmt::format("{} of {} files", done_, total_);
      has_progress_ = true;
      next_progress_ = now + std::chrono::milliseconds(100);
    }
    streams_.write_error(messages);
    if (!outcome.output.empty()) streams_.write_output(outcome.output);
  }

  void print_summary() const {
    if (total_ < 2) return;
    streams_.write_error(fmt::format("{}{} files: {} changed, {} unchanged, {} refused\n",
                                     has_progress_ ? "\r\x1b[K" : "", total_, changed_,
                                     total_ - changed_ - refused_, refused_));
    if (taken_ == 0 && refused_ < total_)
      streams_.write_error("taskxml: no action of any file was taken; taskxml show lists what there is\n");
  }

  bool has_refused() const { return refused_ != 0; }
  bool has_changed() const { return changed_ != 0; }

 private:
  std::size_t total_;
  Streams& streams_;
  bool shows_progress_;
  bool has_progress_ = false;
  std::chrono::steady_clock::time_point next_progress_;
  std::size_t done_ = 0;
  std::size_t changed_ = 0;
  std::size_t refused_ = 0;
  std::size_t taken_ = 0;
};

/// Works on all inputs with several threads and prints in order. The printing thread is this one, so that an
/// error of standard output ends the run. Threads take and hand over several inputs at a time: a task
/// definition is so small that they would otherwise mostly wait for each other.
class ParallelWork {
 public:
  ParallelWork(const RewriteRun& run, const std::vector<Input>& inputs)
      : run_(run), inputs_(inputs), chunks_((inputs.size() + kChunk - 1) / kChunk) {}

  void run(unsigned jobs, Printer& printer) {
    // Workers do not run further ahead than this, so that results do not pile up behind a slow file.
    window_ = std::size_t{jobs} * 8;
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < jobs; ++i)
      workers.emplace_back([this] { work(); });
    try {
      for (std::size_t chunk = 0; chunk < chunks_; ++chunk) {
        for (const Outcome& outcome : wait_for(chunk))
          printer.print(outcome);
      }
    } catch (...) {
      stop();
      throw;
    }
  }

 private:
  static constexpr std::size_t kChunk = 16;

  void work() {
    for (;;) {
      std::size_t mine = 0;
      {
        std::unique_lock lock(mutex_);
        has_room_.wait(lock, [this] { return next_ >= chunks_ || next_ < printed_ + window_; });
        if (next_ >= chunks_) return;
        mine = next_++;
      }
      std::vector<Outcome> outcomes;
      for (std::size_t i = mine * kChunk; i < std::min(inputs_.size(), (mine + 1) * kChunk); ++i)
        outcomes.push_back(run_.work_on(inputs_[i]));
      const std::lock_guard lock(mutex_);
      ready_.emplace(mine, std::move(outcomes));
      if (mine == printed_) is_ready_.notify_one();
    }
  }

  std::vector<Outcome> wait_for(std::size_t chunk) {
    std::unique_lock lock(mutex_);
    is_ready_.wait(lock, [&] { return ready_.contains(chunk); });
    printed_ = chunk + 1;
    has_room_.notify_all();
    return std::move(ready_.extract(chunk).mapped());
  }

  void stop() {
    const std::lock_guard lock(mutex_);
    next_ = chunks_;
    has_room_.notify_all();
  }

  const RewriteRun& run_;
  const std::vector<Input>& inputs_;
  const std::size_t chunks_;
  std::size_t window_ = 1;
  std::mutex mutex_;
  std::condition_variable is_ready_;
  std::condition_variable has_room_;
  std::map<std::size_t, std::vector<Outcome>> ready_;
  std::size_t next_ = 0;
  std::size_t printed_ = 0;
};

int run_rewrite(const Options& options, Streams& streams) {
  const std::vector<Input> inputs = find_inputs(options.inputs, options.backup_suffix);
  tell_if_none(inputs, streams);
  const RewriteRun run(options, inputs, streams);
  Printer printer(inputs.size(), streams);
  const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
  const auto jobs = static_cast<unsigned>(
      std::min<std::size_t>(options.jobs == 0 ? processors : options.jobs, inputs.size()));
  if (jobs <= 1) {
    for (const Input& input : inputs)
      printer.print(run.work_on(input));
  } else {
    ParallelWork(run, inputs).run(jobs, printer);
  }
  printer.print_summary();
  if (printer.has_refused()) return kRefused;
  return options.checks && printer.has_changed() ? kWouldChange : kDone;
}

int run_show(const Options& options, Streams& streams) {
  bool is_first = true;
  bool is_refused = false;
  streams.write_output(report_begin(options.format));
  ShowSummary summary;
  const std::vector<Input> inputs = find_inputs(options.inputs, {});
  tell_if_none(inputs, streams);
  for (const Input& input : inputs) {
    const Outcome outcome = show_one(options, input, streams, is_first, summary);
    streams.write_error(outcome.messages);
    streams.write_output(outcome.output);
    is_refused = is_refused || outcome.is_refused;
  }
  streams.write_output(report_end(options.format, is_first));
  if (options.format == Format::text && inputs.size() > 1) streams.write_output(summary.text(inputs.size()));
  return is_refused ? kRefused : kDone;
}

}  // namespace

int run(const Options& options, Streams& streams) {
  switch (options.command) {
    case Command::show:
      return run_show(options, streams);
    case Command::diagnose:
      return run_diagnose(options, streams);
    case Command::probe:
      return run_probe(options, streams);
    case Command::drives:
      return run_drives(options, streams);
    default:
      return run_rewrite(options, streams);
  }
}

}  // namespace taskxml
