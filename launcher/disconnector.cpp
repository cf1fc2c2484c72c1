#include "launcher/disconnector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

namespace launcher {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// Between two tries for a drive with open files.
constexpr milliseconds kPause{100};

/// One connection while it is given back. Guarded by Release::mutex but for `connection`, which never
/// changes.
struct Item {
  ConnectionSpec connection;
  DisconnectResult result;
  std::optional<Failure> last_failure;
  bool done = false;  ///< `result` is final
};

/// Shared by main and the threads; the threads may outlive main's interest in it.
struct Release {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Item> items;
  milliseconds timeout{};
  Clock::time_point begin = Clock::now();
  Network* network = nullptr;
  Log* log = nullptr;

  milliseconds elapsed() const { return std::chrono::duration_cast<milliseconds>(Clock::now() - begin); }
  bool is_done() const {
    return std::all_of(items.begin(), items.end(), [](const Item& item) { return item.done; });
  }
};

/// The life of one connection, on its own thread: tries until it is gone, is not to go, or the time is over.
void disconnect_one(Release& release, Item& item) {
  for (;;) {
    const SystemResult result = release.network->disconnect(item.connection);
    const FailureKind kind = explain_code(Operation::disconnect, result.code).kind;
    const bool gone = result.succeeded() || kind == FailureKind::gone;
    release.log->write(gone ? LogLevel::debug : LogLevel::info, "disconnect",
                       {{"connection", item.connection.subject()}, {"code", fmt::format("{}", result.code)}});
    std::unique_lock lock(release.mutex);
    if (item.done) return;
    if (!gone) item.last_failure = describe_failure(Operation::disconnect, item.connection, result);
    if (kind == FailureKind::in_use && release.elapsed() + kPause < release.timeout) {
      release.changed.wait_for(lock, kPause);
      continue;
    }
    item.done = true;
    item.result = {.gone = gone,
                   .left_because = result.succeeded() ? result.text : std::string(),
                   .failure = gone ? std::nullopt : item.last_failure,
                   .took = release.elapsed()};
    release.changed.notify_all();
    return;
  }
}

/// What did not react in time: final without its thread.
void leave_behind(const Release& release, Item& item) {
  item.done = true;
  item.result.took = release.elapsed();
  item.result.failure =
      item.last_failure
          ? item.last_failure
          : describe_failure(
                Operation::disconnect, item.connection,
                {.code = win32_error::kTimeout,
                 .api = "WNetCancelConnection2W",
                 .text = fmt::format("Windows did not answer within {}", format_duration(release.timeout))});
}

}  // namespace

DisconnectOutcome disconnect_all(const std::vector<ConnectionSpec>& connections, Network& network, Log& log,
                                 milliseconds timeout, milliseconds cancel_grace) {
  DisconnectOutcome outcome;
  if (connections.empty()) return outcome;
  const auto release = std::make_shared<Release>();
  release->timeout = timeout;
  release->network = &network;
  release->log = &log;
  for (const ConnectionSpec& connection : connections)
    release->items.push_back({.connection = connection, .result = {}, .last_failure = {}});
  CallThreads threads;
  for (std::size_t i = 0; i < connections.size(); ++i)
    threads.start([release, i] { disconnect_one(*release, release->items[i]); });

  std::unique_lock lock(release->mutex);
  const auto all_done = [&] { return release->is_done(); };
  if (!release->changed.wait_until(lock, release->begin + timeout, all_done)) {
    for (const Item& item : release->items) {
      if (!item.done) network.cancel(item.connection);
    }
    release->changed.wait_for(lock, cancel_grace, all_done);
  }
  std::vector<bool> left_behind;
  for (Item& item : release->items) {
    left_behind.push_back(!item.done);
    if (!item.done) leave_behind(*release, item);
    outcome.results.push_back(item.result);
  }
  outcome.call_left_behind = std::find(left_behind.begin(), left_behind.end(), true) != left_behind.end();
  lock.unlock();
  threads.wait_but([&](std::size_t i) { return left_behind[i]; });
  return outcome;
}

}  // namespace launcher
