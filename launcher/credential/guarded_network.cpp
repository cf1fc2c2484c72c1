#include "launcher/credential/guarded_network.hpp"

#include <fmt/format.h>

#include <utility>

#include "launcher/base/error.hpp"

namespace launcher {
namespace {

/// No event is raised when another process ends its turn.
constexpr std::chrono::milliseconds kTurnPause{20};

SystemResult describe_remembered(const ConnectionSpec& connection, const LoginRecord& record) {
  return {.code = record.code,
          .text = fmt::format("{} refused the credential {} at {}; "
                              "so that the account is not locked, "
                              "no run tries it before {} unless it is set again",
                              record.server, *connection.credential, format_time(record.time),
                              format_time(record.time + kRefusalTime)),
          .source = Source::remembered_refusal};
}

}  // namespace

SystemResult GuardedNetwork::connect(const ConnectionSpec& connection) {
  if (!connection.credential) return network_.connect(connection);
  const std::string credential = to_lower_ascii(*connection.credential);
  forget_cancel(connection);
  LoginRecord record = read_record(credential);
  std::unique_ptr<LoginTurn> turn;
  if (!is_accepted(credential) && judge_login(record, clock_.now()) == LoginAdvice::try_alone) {
    turn = wait_for_turn(connection, credential);
    if (!turn && is_cancelled(connection)) {
      return {.code = win32_error::kTimeout,
              .text = fmt::format("another launcher is still logging in with the credential {}",
                                  *connection.credential),
              .source = Source::other_launcher};
    }
    record = read_record(credential);  // by whoever had the turn before
  }
  // Also where this run was accepted before: another server may have refused it since.
  const LoginAdvice advice = judge_login(record, clock_.now());
  if (advice == LoginAdvice::refuse) return describe_remembered(connection, record);
  if (advice == LoginAdvice::try_freely) turn.reset();
  SystemResult result = network_.connect(connection);
  if (result.succeeded()) {
    note_acceptance(credential, record);
  } else if (explain_code(Operation::connect, result.code).kind == FailureKind::credentials) {
    write_record(credential, {.kind = LoginRecord::Kind::refused,
                              .time = clock_.now(),
                              .code = result.code,
                              .server = std::string(connection.path.server())});
  }
  return result;
}

std::vector<CancelledCall> GuardedNetwork::cancel(const ConnectionSpec& connection) {
  {
    const std::scoped_lock lock(mutex_);
    cancelled_.insert(connection.id());
    changed_.notify_all();
  }
  return network_.cancel(connection);
}

std::unique_ptr<LoginTurn> GuardedNetwork::wait_for_turn(const ConnectionSpec& connection,
                                                         const std::string& credential) {
  const auto deadline = std::chrono::steady_clock::now() + patience_;
  for (;;) {
    std::unique_ptr<LoginTurn> turn = records_.try_take_turn(credential);
    if (turn) return turn;
    std::unique_lock lock(mutex_);
    const bool cancelled =
        changed_.wait_for(lock, kTurnPause, [&] { return cancelled_.contains(connection.id()); });
    if (cancelled || std::chrono::steady_clock::now() >= deadline) return nullptr;
  }
}

void GuardedNetwork::forget_cancel(const ConnectionSpec& connection) {
  const std::scoped_lock lock(mutex_);
  cancelled_.erase(connection.id());
}

bool GuardedNetwork::is_cancelled(const ConnectionSpec& connection) {
  const std::scoped_lock lock(mutex_);
  return cancelled_.contains(connection.id());
}

bool GuardedNetwork::is_accepted(const std::string& credential) {
  const std::scoped_lock lock(mutex_);
  return accepted_.contains(credential);
}

void GuardedNetwork::note_acceptance(const std::string& credential, const LoginRecord& record) {
  {
    const std::scoped_lock lock(mutex_);
    if (!accepted_.insert(credential).second) return;
  }
  // One that is fresh enough needs no new one, so that many runs do not all write.
  const bool is_fresh =
      record.kind == LoginRecord::Kind::accepted && clock_.now() - record.time < kAcceptanceTime / 2;
  if (!is_fresh) write_record(credential, {.kind = LoginRecord::Kind::accepted, .time = clock_.now()});
}

void GuardedNetwork::write_record(const std::string& credential, const LoginRecord& record) {
  const SystemResult result = records_.write(credential, print_login_record(record));
  if (result.succeeded()) return;
  const Failure failure = describe_system_failure(
      "cannot remember how a login ended", credential, result,
      fmt::format("Let the account of the task use the credential: drivelaunch credential allow {} ACCOUNT; "
                  "until then other runs may try a login that was refused",
                  credential));
  log_.write(LogLevel::warning, "warning", {{"message", format_failure(failure)}});
}

}  // namespace launcher
