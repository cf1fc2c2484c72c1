#include "launcher/program/output_writer.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>

#include "launcher/base/error.hpp"

namespace launcher {

struct OutputWriter::State {
  State(std::unique_ptr<OutputFile> opened, const OutputLimits& given)
      : file(std::move(opened)), limits(given) {}

  /// Whether the disk has taken nothing for so long that nobody should wait for it.
  Clock::time_point end_of_patience() const { return last_progress + limits.patience; }

  std::unique_ptr<OutputFile> file;
  const OutputLimits limits;
  std::mutex mutex;
  std::condition_variable changed;
  std::string pending;
  std::size_t in_hand = 0;  // taken from `pending`, not yet written
  Clock::time_point last_progress = Clock::now();
  bool finishing = false;
  bool done = false;
  OutputSummary summary;
};

OutputWriter::OutputWriter(std::unique_ptr<OutputFile> file, const OutputLimits& limits)
    : state_(std::make_shared<State>(std::move(file), limits)) {
  thread_.start([state = state_] { write_all(*state); });
}

OutputWriter::~OutputWriter() {
  if (!state_->finishing) finish();
}

void OutputWriter::add(std::string_view bytes) {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  while (state.pending.size() + bytes.size() > state.limits.memory) {
    if (Clock::now() >= state.end_of_patience()) {
      state.summary.lost += bytes.size();
      return;
    }
    state.changed.wait_until(lock, state.end_of_patience());
  }
  state.pending += bytes;
  state.changed.notify_all();
}

void OutputWriter::write_all(State& state) {
  std::string taken;
  std::unique_lock lock(state.mutex);
  for (;;) {
    state.changed.wait(lock, [&] { return state.finishing || !state.pending.empty(); });
    if (state.pending.empty()) break;
    taken.clear();
    taken.swap(state.pending);
    state.in_hand = taken.size();
    state.last_progress = Clock::now();  // it was idle, not slow
    state.changed.notify_all();
    for (std::string_view rest = taken; !rest.empty();) {
      const std::string_view piece = rest.substr(0, state.limits.piece);
      lock.unlock();
      const OutputFile::Written written = state.file->write(piece);
      lock.lock();
      state.last_progress = Clock::now();
      state.summary.bytes += written.bytes;
      // A full disk may have room again for the next piece; the rest of this one is tried no more.
      const std::size_t gone =
          written.result.succeeded() && written.bytes != 0 ? written.bytes : piece.size();
      state.summary.lost += gone - written.bytes;
      if (!written.result.succeeded() && !state.summary.failure) state.summary.failure = written.result;
      rest.remove_prefix(gone);
      state.in_hand = rest.size();
      state.changed.notify_all();
    }
  }
  lock.unlock();
  state.file.reset();
  lock.lock();
  state.done = true;
  state.changed.notify_all();
}

OutputSummary OutputWriter::finish(std::optional<Clock::time_point> deadline) {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  if (!state.finishing) {
    state.finishing = true;
    if (state.in_hand == 0) state.last_progress = Clock::now();
    state.changed.notify_all();
    while (!state.done) {
      const Clock::time_point until =
          deadline ? std::min(*deadline, state.end_of_patience()) : state.end_of_patience();
      if (Clock::now() >= until) break;
      state.changed.wait_until(lock, until);
    }
    state.summary.call_left_behind = !state.done;
    if (!state.done) state.summary.lost += state.in_hand + state.pending.size();
  }
  OutputSummary summary = state.summary;
  lock.unlock();
  thread_.wait_for_all_except([&](std::size_t) { return summary.call_left_behind; });
  return summary;
}

std::string advise_about_output(std::uint32_t code) {
  constexpr std::uint32_t kHandleDiskFull = 39;
  constexpr std::uint32_t kDiskFull = 112;
  constexpr std::uint32_t kSharingViolation = 32;
  switch (code) {
    case win32_error::kFileNotFound:
    case win32_error::kPathNotFound:
      return "Make the folder that --output names, or name another one";
    case win32_error::kAccessDenied:
      return "Let the account of the task write to the file that --output names: icacls shows who may";
    case kSharingViolation:
      return "Another program has the file open: close it, or name another one with --output";
    case kHandleDiskFull:
    case kDiskFull:
      return "Free disk space, or point --output at another disk";
    case win32_error::kTimeout:
      return "The disk is too slow or does not answer: point --output at another disk";
    default:
      break;
  }
  const FailureKind kind = explain_code(Operation::verify, code).kind;
  if (kind == FailureKind::transient || kind == FailureKind::ambiguous)
    return "The network drive with the file was lost: point --output at a local disk";
  return "Point --output at a file on a local disk that the account of the task may write to";
}

}  // namespace launcher
