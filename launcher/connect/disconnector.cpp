#include "launcher/connect/disconnector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

#include "launcher/connect/thread_failure.hpp"

namespace launcher {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// Between two tries for a drive with open files.
constexpr milliseconds kPause{100};

/// One connection while it is given back. Guarded by Release::mutex but for `parting`, which never changes.
struct Item {
  Parting parting;
  DisconnectResult result;
  std::optional<Failure> last_failure;
  bool looking = false;  ///< the question whether it is still there has no answer yet
  bool done = false;     ///< `result` is final
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
  bool has_looked() const {
    return std::none_of(items.begin(), items.end(), [](const Item& item) { return item.looking; });
  }
};

Failure describe_loss(const ConnectionSpec& connection, const SystemResult& result) {
  Failure failure = describe_failure(Operation::verify, connection, result);
  failure.what = "lost while PROGRAM ran";
  const bool is_gone = result.code == win32_error::kFileNotFound || result.code == win32_error::kPathNotFound;
  const std::string why =
      is_gone && connection.letter
          ? fmt::format(
                "a net use {0} /delete, in PROGRAM or in another program of this session, "
                "or the folder was removed",
                connection.letter->device())
          : std::string("see the logs of the server and of the network");
  failure.advice = fmt::format(
      "What PROGRAM read or wrote there may be incomplete: "
      "check it, and run the task again once drivelaunch check finds the drive in order. "
      "Why it was lost: {}",
      why);
  return failure;
}

/// How long looks may take; the rest is for disconnecting.
milliseconds time_for_looks(milliseconds timeout) {
  return timeout / 2;
}

/// Windows reconnects by itself when a server is back, without saying so: this is what holds now.
/// False: main has gone on without it.
bool look_again(Release& release, Item& item) {
  const ConnectionSpec& connection = item.parting.connection;
  const auto begin = release.elapsed();
  SystemResult result = release.network->verify(connection).result;
  const milliseconds took = release.elapsed() - begin;
  release.log->write(result.succeeded() ? LogLevel::debug : LogLevel::info, "verify",
                     {{"connection", connection.subject()},
                      {"code", fmt::format("{}", result.code)},
                      {"ms", fmt::format("{}", took.count())}});
  const std::scoped_lock lock(release.mutex);
  if (item.done) return false;
  item.looking = false;
  const milliseconds longest = time_for_looks(release.timeout);
  // One that was broken off says only that it was.
  if (!result.succeeded() && release.elapsed() >= longest) result = describe_silence("CreateFileW", longest);
  if (!result.succeeded()) item.result.lost = describe_loss(connection, result);
  release.changed.notify_all();
  return true;
}

void finish_look(Release& release, Item& item) {
  const std::scoped_lock lock(release.mutex);
  if (item.done) return;
  item.done = true;
  item.result.took = release.elapsed();
  release.changed.notify_all();
}

/// Tries until it is gone, is not to go, or the time is over.
void disconnect_one(Release& release, Item& item) {
  const ConnectionSpec& connection = item.parting.connection;
  for (;;) {
    const SystemResult result = release.network->disconnect(connection);
    const FailureKind kind = explain_code(Operation::disconnect, result.code).kind;
    const bool gone = result.succeeded() || kind == FailureKind::gone;
    release.log->write(gone ? LogLevel::debug : LogLevel::info, "disconnect",
                       {{"connection", connection.subject()}, {"code", fmt::format("{}", result.code)}});
    std::unique_lock lock(release.mutex);
    if (item.done) return;
    if (!gone) item.last_failure = describe_failure(Operation::disconnect, connection, result);
    if (kind == FailureKind::in_use && release.elapsed() + kPause < release.timeout) {
      release.changed.wait_for(lock, kPause);
      continue;
    }
    item.done = true;
    item.result.gone = gone;
    item.result.kept_because = result.succeeded() ? result.text : std::string();
    item.result.failure = gone ? std::nullopt : item.last_failure;
    item.result.took = release.elapsed();
    release.changed.notify_all();
    return;
  }
}

/// The life of one connection, on its own thread. An exception that left it would end the process, and PROGRAM's exit code
/// would be lost.
void part_from_one(Release& release, Item& item) {
  try {
    if (item.parting.look && !look_again(release, item)) return;
    if (item.parting.disconnect) {
      disconnect_one(release, item);
    } else {
      finish_look(release, item);
    }
  } catch (const std::exception& error) {
    const std::scoped_lock lock(release.mutex);
    if (item.done) return;
    item.looking = false;
    item.done = true;
    item.result.failure = describe_exception("cannot disconnect", item.parting.connection.subject(), error);
    item.result.took = release.elapsed();
    release.changed.notify_all();
  }
}

/// What did not react in time: final without its thread.
void leave_behind(const Release& release, Item& item) {
  const ConnectionSpec& connection = item.parting.connection;
  const char* const api = item.looking ? "CreateFileW" : "WNetCancelConnection2W";
  const SystemResult silence = describe_silence(api, release.timeout);
  item.done = true;
  item.result.took = release.elapsed();
  if (item.looking) item.result.lost = describe_loss(connection, silence);
  if (!item.parting.disconnect) return;
  item.result.failure =
      item.last_failure ? item.last_failure : describe_failure(Operation::disconnect, connection, silence);
}

}  // namespace

DisconnectOutcome part_from_all(const std::vector<Parting>& partings, Network& network, Log& log,
                                milliseconds timeout, milliseconds cancel_grace) {
  DisconnectOutcome outcome;
  if (partings.empty()) return outcome;
  const auto release = std::make_shared<Release>();
  release->timeout = timeout;
  release->network = &network;
  release->log = &log;
  for (const Parting& parting : partings) {
    release->items.push_back({.parting = parting, .result = {}, .last_failure = {}, .looking = parting.look});
  }
  CallThreads threads;
  for (std::size_t i = 0; i < partings.size(); ++i)
    threads.start([release, i] { part_from_one(*release, release->items[i]); });

  std::unique_lock lock(release->mutex);
  const auto all_looked = [&] { return release->has_looked(); };
  const auto all_done = [&] { return release->is_done(); };
  if (!release->changed.wait_until(lock, release->begin + time_for_looks(timeout), all_looked)) {
    for (const Item& item : release->items) {
      if (item.looking) break_off(network, item.parting.connection, log);
    }
  }
  if (!release->changed.wait_until(lock, release->begin + timeout, all_done)) {
    for (const Item& item : release->items) {
      if (!item.done) break_off(network, item.parting.connection, log);
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
  threads.wait_for_all_except([&](std::size_t i) { return left_behind[i]; });
  return outcome;
}

DisconnectOutcome disconnect_all(const std::vector<ConnectionSpec>& connections, Network& network, Log& log,
                                 milliseconds timeout, milliseconds cancel_grace) {
  std::vector<Parting> partings;
  partings.reserve(connections.size());
  for (const ConnectionSpec& connection : connections)
    partings.push_back({.connection = connection});
  return part_from_all(partings, network, log, timeout, cancel_grace);
}

}  // namespace launcher
