#include "launcher/lease/leased_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "launcher/base/error.hpp"
#include "launcher/lease/look.hpp"
#include "launcher/network/letter.hpp"

namespace launcher {
namespace {

constexpr std::chrono::milliseconds kLookAgain{50};

bool needs_lease(ClaimStep step) {
  return step != ClaimStep::wait && step != ClaimStep::use_foreign && step != ClaimStep::refuse;
}

/// A cancel that came between two calls.
SystemResult describe_cancel() {
  return {.code = win32_error::kOperationAborted,
          .text = "cancelled before the new share had the letter",
          .source = Source::deadline};
}

bool is_gone(const SystemResult& result) {
  return result.succeeded() || explain_code(Operation::disconnect, result.code).kind == FailureKind::gone;
}

}  // namespace

Claim LeasedNetwork::claim(const ConnectionSpec& connection) {
  const std::string key = lease_key(connection);
  for (;;) {
    const Attempt attempt = try_claim(connection);
    switch (attempt.decision.step) {
      case ClaimStep::connect:
      case ClaimStep::replace:
        return {};
      case ClaimStep::share:
        log_.write(
            LogLevel::info, "shared",
            {{"connection", connection.subject()}, {"others", fmt::format("{}", attempt.view.others)}});
        return {.is_there = true, .is_held = true};
      case ClaimStep::use_foreign:
        log_.write(LogLevel::info, "found", {{"connection", connection.subject()}});
        return {.is_there = true};
      case ClaimStep::clear: {
        SystemResult result = clear(connection, attempt.view.record->path);
        if (is_gone(result)) break;
        // What the killed run had open may still be going: it is not forced, but waited for.
        const bool is_in_use = explain_code(Operation::disconnect, result.code).kind == FailureKind::in_use;
        if (!is_in_use || !pause(key)) return {.result = std::move(result)};
        break;
      }
      case ClaimStep::wait:
        do {
          if (!pause(key)) return {.result = describe_wait(connection, attempt.view)};
        } while (is_still_in_the_way(key, attempt.view));
        break;
      case ClaimStep::refuse:
        return {.result = describe_taken_letter(connection, attempt.view.use)};
    }
  }
}

LeasedNetwork::Attempt LeasedNetwork::try_claim(const ConnectionSpec& connection) {
  const std::string key = lease_key(connection);
  Attempt attempt;
  std::unique_ptr<Lease> lease;
  try {
    const std::unique_ptr<LeaseTransaction> transaction = store_.lock(key);
    attempt.view = look(*transaction, connection);
    attempt.decision = decide_claim(attempt.view, connection, {});
    if (needs_lease(attempt.decision.step)) {
      lease = transaction->create_lease();
      attempt.decision = decide_claim(attempt.view, connection, lease->id());
    }
    transaction->apply(attempt.decision.change);
  } catch (const Error& error) {
    report_no_leases(connection, error.what());
    attempt.view = look_without_leases(connection, letters_);
    attempt.decision = decide_claim(attempt.view, connection, {});
  }
  const std::scoped_lock lock(mutex_);
  Holding& holding = holdings_[key];
  holding.lease = std::move(lease);
  holding.step = attempt.decision.step;
  return attempt;
}

template <typename Function>
bool LeasedNetwork::lock_session(const ConnectionSpec& connection, Look what, Function function) {
  try {
    const std::unique_ptr<LeaseTransaction> transaction = store_.lock(lease_key(connection));
    LeaseView view;
    if (what == Look::all) {
      view = look(*transaction, connection);
    } else {
      view.record = transaction->read();
    }
    function(*transaction, view);
    return true;
  } catch (const Error& error) {
    report_no_leases(connection, error.what());
    return false;
  }
}

void LeasedNetwork::report_no_leases(const ConnectionSpec& connection, const std::string& reason) {
  log_.write(LogLevel::warning, "no-leases",
             {{"connection", connection.subject()},
              {"message", reason + " What is connected now stays connected."}});
  const std::scoped_lock lock(mutex_);
  holdings_[lease_key(connection)].is_unleased = true;
}

SystemResult LeasedNetwork::clear(const ConnectionSpec& connection, const std::string& path) {
  SystemResult result = disconnect_recorded(connection, LeaseEnd::now);
  log_.write(LogLevel::info, "cleared",
             {{"connection", connection.subject()}, {"was", path}, {"code", fmt::format("{}", result.code)}});
  if (!is_gone(result)) {
    result.text = fmt::format("{} was left connected to {} by a run that was killed: {}",
                              connection.letter ? connection.letter->device() : connection.remote().text(),
                              path, result.text);
  }
  return result;
}

/// on-conflict = replace: the new share must be reached before the old mapping goes, which is never forced.
SystemResult LeasedNetwork::make_room(const ConnectionSpec& connection) {
  ConnectionSpec bare = connection.without_letter();
  if (bare.verify == Verify::none) bare.verify = Verify::reachable;
  const bool needs_connect = bare.credential.has_value();
  const bool is_to_stay = needs_connect && may_be_used_by_others(bare);
  if (needs_connect) {
    if (SystemResult result = network_.connect(bare); !result.succeeded()) return result;
  }
  const std::string key = lease_key(connection);
  SystemResult reached = is_cancelled(key) ? describe_cancel() : network_.verify(bare).result;
  if (needs_connect && !is_to_stay && !may_be_leased(bare)) network_.disconnect(bare);
  if (!reached.succeeded()) return reached;
  if (is_cancelled(key)) return describe_cancel();
  SystemResult result = network_.disconnect(connection);
  log_.write(LogLevel::warning, "replaced",
             {{"connection", connection.subject()}, {"code", fmt::format("{}", result.code)}});
  return is_gone(result) ? SystemResult{} : result;
}

/// A disconnect by the share's name ends every connection to it without a letter (WNetCancelConnection2W's
/// page), whoever made it (G4).
bool LeasedNetwork::may_be_used_by_others(const ConnectionSpec& bare) {
  try {
    return letters_.is_share_connected(bare.remote());
  } catch (const Error&) {
    return true;
  }
}

/// By a run, this one included, whose [share.NAME] it is since.
bool LeasedNetwork::may_be_leased(const ConnectionSpec& bare) {
  ConnectionSpec share = bare;
  share.letter_to_come.reset();
  try {
    return !store_.peek(lease_key(share)).leases.empty();
  } catch (const Error&) {
    return true;
  }
}

SystemResult LeasedNetwork::connect(const ConnectionSpec& connection) {
  const std::string key = lease_key(connection);
  for (;;) {
    ClaimStep step{};
    bool is_unleased = false;
    {
      const std::scoped_lock lock(mutex_);
      step = holdings_[key].step;
      is_unleased = holdings_[key].is_unleased;
    }
    if (step != ClaimStep::connect && step != ClaimStep::replace) {
      Claim claimed = claim(connection);
      if (!claimed.result.succeeded() || claimed.is_there) return claimed.result;
      continue;
    }
    SystemResult result = step == ClaimStep::replace ? make_room(connection) : SystemResult{};
    if (result.succeeded()) result = network_.connect(connection);
    if (is_unleased) return result;

    ClaimStep settled = ClaimStep::share;
    const Look what = result.succeeded() ? Look::record_only : Look::all;
    lock_session(connection, what, [&](LeaseTransaction& transaction, const LeaseView& view) {
      const ClaimDecision decision = settle_connect(view, connection, own_lease(key), result.succeeded());
      transaction.apply(decision.change);
      settled = decision.step;
      if (settled != ClaimStep::share) drop_lease(key);
    });
    const std::scoped_lock lock(mutex_);
    holdings_[key].step = settled == ClaimStep::share ? ClaimStep::share : ClaimStep::wait;
    if (settled != ClaimStep::wait) return result;
  }
}

SystemResult LeasedNetwork::disconnect(const ConnectionSpec& connection) {
  const std::string key = lease_key(connection);
  const std::string me = own_lease(key);
  SystemResult left{.text = "it was there before, or leases cannot be kept"};
  if (me.empty()) return left;
  ReleaseDecision decision;
  lock_session(connection, Look::all, [&](LeaseTransaction& transaction, const LeaseView& view) {
    decision = decide_release(view, me);
    transaction.apply(decision.change);
    if (decision.step == ReleaseDecision::Step::disconnect) return;
    left.text =
        view.others > 0 ? fmt::format("{} other runs use it", view.others) : "it is not as it was connected";
    drop_lease(key);  // before the session's lock goes: the next one must not count it
  });
  if (decision.step == ReleaseDecision::Step::leave) return left;
  return disconnect_recorded(connection, LeaseEnd::with_connection);
}

SystemResult LeasedNetwork::disconnect_recorded(const ConnectionSpec& connection, LeaseEnd lease_end) {
  const std::string key = lease_key(connection);
  const std::string me = own_lease(key);
  SystemResult result = network_.disconnect(connection);
  // Windows also answers "not connected" while another process is still disconnecting; if that one is
  // killed, the drive stays. Only the letter shows which.
  const bool is_doubtful = connection.letter && !result.succeeded() && is_gone(result);
  const Look what = is_doubtful ? Look::all : Look::record_only;
  lock_session(connection, what, [&](LeaseTransaction& transaction, const LeaseView& view) {
    if (is_doubtful && has_recorded_path(view)) {
      result = {.code = win32_error::kDeviceInUse,
                .api = view.use.api,
                .text = "another call is disconnecting it, or was",
                .source = Source::letter_table};
    }
    transaction.apply(settle_disconnect(view, me, is_gone(result)));
    if (lease_end == LeaseEnd::now || is_gone(result)) drop_lease(key);
  });
  return result;
}

void LeasedNetwork::abandon(const ConnectionSpec& connection) {
  const std::string key = lease_key(connection);
  const std::string me = own_lease(key);
  if (me.empty()) return;
  lock_session(connection, Look::all, [&](LeaseTransaction& transaction, const LeaseView& view) {
    transaction.apply(settle_connect(view, connection, me, false).change);
    drop_lease(key);
  });
}

void LeasedNetwork::drop_lease(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  holdings_[key].lease.reset();
}

std::vector<CancelledCall> LeasedNetwork::cancel(const ConnectionSpec& connection) {
  {
    const std::scoped_lock lock(mutex_);
    holdings_[lease_key(connection)].is_cancelled = true;
    changed_.notify_all();
  }
  return network_.cancel(connection);
}

LeaseView LeasedNetwork::look(LeaseTransaction& transaction, const ConnectionSpec& connection) {
  return look_at(connection, {.record = transaction.read(), .leases = transaction.list_leases()},
                 own_lease(lease_key(connection)), letters_);
}

std::string LeasedNetwork::own_lease(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  const auto found = holdings_.find(key);
  return found == holdings_.end() || !found->second.lease ? std::string() : found->second.lease->id();
}

bool LeasedNetwork::is_cancelled(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  return holdings_[key].is_cancelled;
}

bool LeasedNetwork::is_still_in_the_way(const std::string& key, const LeaseView& view) {
  try {
    const LeaseState now = store_.peek(key);
    if (!view.is_worker_alive) return !now.leases.empty();
    // A launcher that has connected keeps its lease as long as its program runs: the record says that it is done.
    return now.record == view.record &&
           std::find(now.leases.begin(), now.leases.end(), view.record->worker) != now.leases.end();
  } catch (const Error&) {
    return true;  // it is looked at again, and under the lock in the end
  }
}

bool LeasedNetwork::pause(const std::string& key) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, kLookAgain, [&] { return holdings_[key].is_cancelled; });
}

}  // namespace launcher
