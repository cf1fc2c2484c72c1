#include "taskxml/command/printer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace taskxml {

std::string_view plural_of(std::span<const Input> inputs) {
  const bool are_tasks = !inputs.empty() && std::all_of(inputs.begin(), inputs.end(), [](const Input& input) {
    return input.task() != nullptr;
  });
  return are_tasks ? "tasks" : "files";
}

Progress::Progress(std::span<const Input> inputs, Streams& streams)
    : total_(inputs.size()),
      plural_(plural_of(inputs)),
      streams_(streams),
      is_watched_(total_ > 1 && streams.is_error_a_terminal()) {}

void Progress::step(std::string messages) {
  ++done_;
  if (std::exchange(has_line_, false)) messages.insert(0, kClearLine);
  const auto now = std::chrono::steady_clock::now();
  if (is_watched_ && done_ < total_ && now >= next_line_) {
    messages += fmt::format("{} of {} {}", done_, total_, plural_);
    has_line_ = true;
    next_line_ = now + std::chrono::milliseconds(100);
  }
  if (!messages.empty()) streams_.write_error(messages);
}

void Progress::clear() {
  if (std::exchange(has_line_, false)) streams_.write_error(kClearLine);
}

Printer::Printer(std::span<const Input> inputs, Streams& streams)
    : total_(inputs.size()), plural_(plural_of(inputs)), streams_(streams), progress_(inputs, streams) {}

void Printer::print(const Outcome& outcome) {
  refused_ += outcome.is_refused ? 1 : 0;
  not_done_ += outcome.is_not_done ? 1 : 0;
  changed_ += outcome.has_changed ? 1 : 0;
  taken_ += outcome.has_taken ? 1 : 0;
  progress_.step(outcome.messages);
  if (!outcome.output.empty()) streams_.write_output(outcome.output);
}

void Printer::print_summary() {
  if (total_ < 2) return;
  progress_.clear();
  streams_.write_error(fmt::format("{} {}: {} changed, {} unchanged, {} refused{}\n", total_, plural_,
                                   changed_, total_ - changed_ - refused_ - not_done_, refused_,
                                   not_done_ == 0 ? "" : fmt::format(", {} not done", not_done_)));
  if (taken_ == 0 && refused_ + not_done_ < total_) {
    streams_.write_error(
        fmt::format("taskxml: no action of any {} was taken; taskxml show lists what there is\n",
                    plural_.substr(0, plural_.size() - 1)));
  }
}

}  // namespace taskxml
