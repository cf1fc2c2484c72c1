#include "launcher/connect/connector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <utility>

#include "launcher/connect/thread_failure.hpp"
#include "launcher/network/retry.hpp"

namespace launcher {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// Connections that log in with the same identity: after one refusal the others are not tried (G7). The
/// session's own identity counts per server.
std::string identity_of(const ConnectionSpec& connection) {
  return connection.credential ? "credential " + to_lower_ascii(*connection.credential)
                               : "server " + to_lower_ascii(connection.path.server());
}

/// What is being done about a connection. A call's phase ends by its own thread, or when main gives up.
enum class Phase {
  claiming,    ///< agrees with other launchers about it
  waiting,     ///< for its identity's turn, or for the next try to connect
  connecting,  ///< has its identity's turn and is inside the call
  opening,     ///< is connected, and opened as often as that takes
  done,        ///< `result` is final
  abandoned,   ///< the same, while a call goes on: the thread cleans up behind itself
};

/// One connection while it is worked on. Guarded by Work::mutex but for `connection`, which never changes.
struct Item {
  ConnectionSpec connection;
  Phase phase = Phase::claiming;
  std::string identity;
  Clock::time_point deadline;
  ConnectionResult result;
  std::optional<Failure> last_failure;
  std::optional<Failure> refused;  ///< its identity was refused while it was claiming
  bool is_claimed = false;         ///< to be taken back when it is not connected
  bool cancelled = false;          ///< its call was asked to break off
  std::string silent_api;          ///< that call; empty: there was none
  bool has_ended = false;          ///< its thread has nothing to do any more

  bool is_final() const { return phase == Phase::done || phase == Phase::abandoned; }
};

/// Shared by main and the threads; the threads may outlive main's interest in it.
struct Work {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Item> items;
  bool stop = false;  ///< a required connection failed: no further calls
  Clock::time_point begin = Clock::now();
  SharedNetwork* network = nullptr;
  Log* log = nullptr;

  using Lock = std::unique_lock<std::mutex>;

  milliseconds elapsed() const { return std::chrono::duration_cast<milliseconds>(Clock::now() - begin); }
};

/// What a connection was doing when its time was over.
Failure describe_timeout(const Item& item) {
  const ConnectionSpec& connection = item.connection;
  switch (item.phase) {
    case Phase::connecting:
      return describe_failure(Operation::connect, connection,
                              describe_silence(item.silent_api, connection.timeout));
    case Phase::opening:
      return describe_failure(Operation::verify, connection,
                              describe_silence(item.silent_api, connection.timeout));
    case Phase::waiting:
      return describe_failure(
          Operation::connect, connection,
          {.code = win32_error::kTimeout,
           .text = fmt::format("another drive of this run was still logging in as the same user after {}",
                               format_duration(connection.timeout)),
           .source = Source::deadline});
    case Phase::claiming:
    case Phase::done:
    case Phase::abandoned:
      break;
  }
  return describe_failure(Operation::connect, connection, describe_silence({}, connection.timeout));
}

/// Makes the result final, wakes whoever waits.
void finish(Work& work, Item& item, std::optional<Failure> failure, Phase phase = Phase::done) {
  item.phase = phase;
  item.result.connected = !failure;
  item.result.failure = std::move(failure);
  item.result.took = work.elapsed();
  work.changed.notify_all();
}

/// The life of one connection, on its own thread.
class Worker {
 public:
  Worker(std::shared_ptr<Work> work, std::size_t index)
      : work_(std::move(work)),
        item_(work_->items[index]),
        random_(static_cast<std::minstd_rand::result_type>(Clock::now().time_since_epoch().count() +
                                                           static_cast<Clock::rep>(index))) {}

  /// An exception that left this thread would end the process, and PROGRAM's other drives with it.
  void run() {
    try {
      perform();
    } catch (const std::exception& error) {
      const Work::Lock lock(work_->mutex);
      if (!item_.is_final())
        finish(*work_, item_, describe_exception("cannot connect", item_.connection.subject(), error));
    }
    take_back_claim();
    const Work::Lock lock(work_->mutex);
    item_.has_ended = true;
    work_->changed.notify_all();
  }

 private:
  /// It takes the lock of all launchers of the session, whose holder may be stopped (G8): so not on main's
  /// thread.
  void take_back_claim() {
    Work::Lock lock(work_->mutex);
    if (!std::exchange(item_.is_claimed, false)) return;
    lock.unlock();
    try {
      work_->network->abandon(item_.connection);
    } catch (const std::exception& error) {
      work_->log->write(LogLevel::warning, "warning",
                        {{"message", fmt::format("{}: its lease stays until this run ends: {}",
                                                 item_.connection.subject(), error.what())}});
    }
  }

  void perform() {
    Work::Lock lock(work_->mutex);
    if (item_.is_final()) return;
    if (item_.phase == Phase::claiming) {
      if (!claim(lock)) return;
      if (!item_.result.was_there && (!wait_for_turn(lock) || !call_until_done(lock, Operation::connect)))
        return;
      identity_accepted();
    }
    if (is_to_be_opened(item_.connection) && !call_until_done(lock, Operation::verify)) return;
    if (!item_.is_final()) finish(*work_, item_, std::nullopt);
  }

  /// One connect at a time per identity until one has succeeded. False: the connection is done (failed).
  bool wait_for_turn(Work::Lock& lock) {
    const auto is_taken = [&] {
      return std::any_of(work_->items.begin(), work_->items.end(), [&](const Item& other) {
        return other.identity == item_.identity && other.phase == Phase::connecting;
      });
    };
    const bool ready = work_->changed.wait_until(
        lock, item_.deadline, [&] { return item_.is_final() || work_->stop || accepted() || !is_taken(); });
    if (item_.is_final()) return false;
    if (work_->stop) return give_up(item_.last_failure ? item_.last_failure : describe_broken_off());
    if (!ready || item_.cancelled)
      return give_up(item_.last_failure ? item_.last_failure : describe_timeout(item_));
    return true;
  }

  bool accepted() const {
    return std::any_of(work_->items.begin(), work_->items.end(), [&](const Item& other) {
      return other.identity == item_.identity && other.result.ours && !other.result.was_there;
    });
  }

  void identity_accepted() {
    item_.phase = Phase::opening;
    if (!item_.result.was_there) item_.result.ours = true;
    work_->changed.notify_all();
  }

  /// Agrees with other launchers that use the connection. False: the connection is done (failed).
  bool claim(Work::Lock& lock) {
    lock.unlock();
    const Claim claim = work_->network->claim(item_.connection);
    lock.lock();
    item_.is_claimed = claim.result.succeeded() && !claim.is_there;
    if (item_.phase == Phase::abandoned)
      return claim.is_held && clean_up_behind(lock, Operation::connect, claim.result);
    item_.result.was_there = claim.is_there;
    item_.result.ours = claim.is_held;
    if (!claim.result.succeeded()) {
      return give_up(describe_failure(Operation::connect, item_.connection, claim.result));
    }
    if (item_.refused && !claim.is_there) return give_up(item_.refused);
    if (item_.cancelled) return give_up(describe_late());
    item_.phase = Phase::waiting;
    return true;
  }

  /// For a connect the encryption is not known yet.
  Verification call(Operation operation) {
    if (operation == Operation::connect) return {.result = work_->network->connect(item_.connection)};
    return work_->network->verify(item_.connection);
  }

  /// Calls and retries. True: succeeded. False: the connection is done (failed).
  bool call_until_done(Work::Lock& lock, Operation operation) {
    for (int failures = 0;;) {
      if (operation == Operation::connect) {
        item_.phase = Phase::connecting;
        ++item_.result.attempts;
        item_.is_claimed = false;
      }
      const auto call_begin = Clock::now();
      lock.unlock();
      const auto [result, encryption] = call(operation);
      log_call(operation, result, std::chrono::duration_cast<milliseconds>(Clock::now() - call_begin));
      lock.lock();
      if (item_.phase == Phase::abandoned) return clean_up_behind(lock, operation, result);
      item_.result.encryption = encryption;
      if (result.succeeded()) return !item_.cancelled || refuse_late(operation);

      ++failures;
      const FailureKind kind = explain_code(operation, result.code).kind;
      if (item_.cancelled && result.code == win32_error::kOperationAborted) return give_up(describe_late());
      item_.last_failure = describe_failure(operation, item_.connection, result);
      if (kind == FailureKind::credentials) refuse_identity(*item_.last_failure);
      const auto pause = next_pause(kind, failures, work_->elapsed(), item_.connection.timeout, draw());
      if (!pause || item_.cancelled) return give_up(item_.last_failure);
      // While this one pauses, another with the same identity may have its turn.
      if (operation == Operation::connect) item_.phase = Phase::waiting;
      work_->changed.notify_all();
      work_->changed.wait_for(lock, *pause, [&] { return work_->stop || item_.is_final(); });
      if (item_.is_final()) return false;
      if (work_->stop) return give_up(item_.last_failure);
      if (operation == Operation::connect && !wait_for_turn(lock)) return false;
    }
  }

  /// Main has gone on without us: whatever arrived is not to stay.
  bool clean_up_behind(Work::Lock& lock, Operation operation, const SystemResult& result) {
    const bool arrived_late = operation == Operation::connect && result.succeeded();
    lock.unlock();
    if (arrived_late) {
      work_->network->disconnect(item_.connection);
      work_->log->write(LogLevel::warning, "late", {{"connection", item_.connection.subject()}});
    }
    lock.lock();
    return false;
  }

  /// It came after its time, while we still looked on: no use is made of it, and it is disconnected like any
  /// other of ours.
  bool refuse_late(Operation operation) {
    if (operation == Operation::connect) item_.result.ours = true;
    return give_up(describe_late());
  }

  Failure describe_late() const {
    if (work_->stop) return describe_broken_off();
    return item_.last_failure ? *item_.last_failure : describe_timeout(item_);
  }

  bool give_up(std::optional<Failure> failure) {
    finish(*work_, item_, std::move(failure));
    return false;
  }

  Failure describe_broken_off() const {
    return {.what = "not connected",
            .subject = item_.connection.subject(),
            .text = "another required drive failed first",
            .source = Source::other_drive};
  }

  /// A further login with a refused identity could lock its account.
  void refuse_identity(const Failure& failure) {
    for (Item& other : work_->items) {
      if (other.identity != item_.identity) continue;
      if (other.phase != Phase::claiming && other.phase != Phase::waiting) continue;
      Failure same = failure;
      same.what = "not tried, because the same identity was refused for " + item_.connection.subject();
      same.subject = other.connection.subject();
      if (other.phase == Phase::claiming) {
        other.refused = std::move(same);  // it may find the connection made by another launcher
      } else {
        finish(*work_, other, std::move(same));
      }
    }
  }

  void log_call(Operation operation, const SystemResult& result, milliseconds took) {
    const std::string_view event = operation == Operation::connect ? "connect" : "verify";
    std::vector<LogField> fields{{"connection", item_.connection.subject()},
                                 {"code", fmt::format("{}", result.code)},
                                 {"ms", fmt::format("{}", took.count())}};
    if (is_beyond_win32(result.code)) fields.push_back({"hex", format_hex(result.code)});
    work_->log->write(result.succeeded() ? LogLevel::debug : LogLevel::info, event, fields);
  }

  double draw() { return std::uniform_real_distribution<double>(0.0, 1.0)(random_); }

  std::shared_ptr<Work> work_;
  Item& item_;
  std::minstd_rand random_;
};

bool has_failed_required(const Work& work) {
  return std::any_of(work.items.begin(), work.items.end(), [](const Item& item) {
    return item.is_final() && item.result.failure && item.connection.required;
  });
}

/// Breaks off what is over its time, leaves behind what does not react. Returns when to look again.
Clock::time_point enforce_deadlines(Work& work, milliseconds cancel_grace, bool& call_left_behind) {
  const auto now = Clock::now();
  auto next = now + std::chrono::hours(1);  // time_point::max() overflows in the conversions of wait_until
  if (!work.stop && has_failed_required(work)) {
    work.stop = true;
    for (Item& item : work.items)
      item.deadline = std::min(item.deadline, now);
    work.changed.notify_all();
  }
  for (Item& item : work.items) {
    if (item.is_final()) continue;
    if (!item.cancelled && now >= item.deadline) {
      item.cancelled = true;
      item.silent_api = break_off(*work.network, item.connection, *work.log);
    }
    if (now >= item.deadline + cancel_grace) {
      call_left_behind = true;
      finish(work, item, item.last_failure ? item.last_failure : describe_timeout(item), Phase::abandoned);
      continue;
    }
    next = std::min(next, item.cancelled ? item.deadline + cancel_grace : item.deadline);
  }
  return next;
}

/// Every connection on a thread of its own, from `phase` on.
ConnectOutcome work_on_all(const std::vector<ConnectionSpec>& connections, Phase phase,
                           SharedNetwork& network, Log& log, milliseconds cancel_grace) {
  const auto work = std::make_shared<Work>();
  work->network = &network;
  work->log = &log;
  for (const ConnectionSpec& connection : connections) {
    work->items.push_back({.connection = connection,
                           .phase = phase,
                           .identity = identity_of(connection),
                           .deadline = work->begin + connection.timeout - connection.spent});
  }

  ConnectOutcome outcome;
  CallThreads threads;
  for (std::size_t i = 0; i < connections.size(); ++i)
    threads.start([work, i] { Worker(work, i).run(); });
  Work::Lock lock(work->mutex);
  const auto all_done = [&] {
    return std::all_of(work->items.begin(), work->items.end(),
                       [](const Item& item) { return item.is_final(); });
  };
  while (!all_done()) {
    const auto next = enforce_deadlines(*work, cancel_grace, outcome.call_left_behind);
    if (all_done()) break;
    work->changed.wait_until(lock, next);
  }
  const auto has_ended = [](const Item& item) { return item.has_ended || item.phase == Phase::abandoned; };
  work->changed.wait_for(lock, std::max(cancel_grace, kCancelGrace),
                         [&] { return std::all_of(work->items.begin(), work->items.end(), has_ended); });
  std::vector<bool> left_behind;
  for (const Item& item : work->items) {
    outcome.results.push_back(item.result);
    left_behind.push_back(!item.has_ended);
    outcome.call_left_behind = outcome.call_left_behind || !item.has_ended;
  }
  lock.unlock();
  threads.wait_for_all_except([&](std::size_t i) { return left_behind[i]; });
  return outcome;
}

}  // namespace

bool is_to_be_opened(const ConnectionSpec& connection) {
  return connection.verify != Verify::none || connection.encrypt;
}

ConnectOutcome connect_all(const std::vector<ConnectionSpec>& connections, SharedNetwork& network, Log& log,
                           milliseconds cancel_grace) {
  return work_on_all(connections, Phase::claiming, network, log, cancel_grace);
}

ConnectOutcome verify_all(const std::vector<ConnectionSpec>& connections, SharedNetwork& network, Log& log,
                          milliseconds cancel_grace) {
  return work_on_all(connections, Phase::opening, network, log, cancel_grace);
}

}  // namespace launcher
