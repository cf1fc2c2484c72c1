#include "launcher/lease/letter_rules.hpp"

#include <fmt/format.h>

#include <utility>

#include "launcher/base/account_name.hpp"
#include "launcher/network/letter.hpp"

namespace launcher {
namespace {

RecordChange write(RecordState state, std::string worker, std::string path, std::string user) {
  return {.kind = RecordChange::Kind::write,
          .record = {.state = state,
                     .worker = std::move(worker),
                     .path = std::move(path),
                     .user = std::move(user),
                     .late = {}}};
}

RecordChange erase(const LeaseView& view) {
  return {.kind = view.record ? RecordChange::Kind::erase : RecordChange::Kind::keep, .record = {}};
}

/// What a launcher that died while connecting gave to the letter: which one it was is known only when
/// all who may have done it are one user.
std::string find_user_of(const LeaseRecord& record, const std::string& path,
                         std::optional<std::string> user) {
  for (const LeaseRecord::Late& late : record.late) {
    if (!UncPath::parse(late.path).is_same_as(UncPath::parse(path))) continue;
    if (user && !equals_ignoring_case(*user, late.user)) return std::string(kUnknownUser);
    user = late.user;
  }
  return *user;
}

/// As whom the recorded connection was made.
std::string find_recorded_user(const LeaseRecord& record) {
  return find_user_of(record, record.path, record.user);
}

/// Whether what is on record is what is wanted. Without a credential any user will do.
bool is_recorded(const LeaseView& view, const ConnectionSpec& wanted) {
  return view.record && UncPath::parse(view.record->path).is_same_as(wanted.remote()) &&
         (wanted.user.empty() || is_same_user(find_recorded_user(*view.record), wanted.user));
}

/// What one that died was connecting, and has arrived.
std::optional<RecordChange> find_late(const LeaseView& view) {
  if (!view.record) return std::nullopt;
  for (const LeaseRecord::Late& late : view.record->late) {
    if (!is_connected_to(view.use, UncPath::parse(late.path))) continue;
    return write(RecordState::connected, "", late.path, find_user_of(*view.record, late.path, std::nullopt));
  }
  return std::nullopt;
}

bool is_working(const LeaseView& view, const std::string& me) {
  return view.record && view.record->worker == me;
}

}  // namespace

// Paths in a record were UncPath once; a record that somebody changed by hand is like no record.
bool has_recorded_path(const LeaseView& view) {
  return view.record && is_connected_to(view.use, UncPath::parse(view.record->path));
}

ClaimDecision decide_claim(const LeaseView& view, const ConnectionSpec& wanted, const std::string& me) {
  if (view.record && view.is_worker_alive) return {.step = ClaimStep::wait};
  const auto clear = [&] {
    return ClaimDecision{
        .step = ClaimStep::clear,
        .change = write(RecordState::disconnecting, me, view.record->path, find_recorded_user(*view.record))};
  };

  if (has_recorded_path(view)) {
    if (is_recorded(view, wanted) && view.record->state != RecordState::disconnecting) {
      return {
          .step = ClaimStep::share,
          .change = write(RecordState::connected, "", view.record->path, find_recorded_user(*view.record))};
    }
    if (view.others > 0) return {.step = ClaimStep::wait};
    return clear();
  }

  if (auto late = find_late(view)) return {.step = ClaimStep::wait, .change = std::move(*late)};
  // Seen half way: what is on record may still come, or go; what was there may have lost its server.
  if (view.record && view.use.is_transient) {
    if (view.record->state != RecordState::connected || view.others > 0) return {.step = ClaimStep::wait};
    return clear();
  }

  // From here on the record, if there is one, describes a drive that is not there.
  const RecordChange connecting = write(RecordState::connecting, me, wanted.remote().text(), wanted.user);
  if (view.use.kind == LetterUse::Kind::free) {
    if (view.record && !is_recorded(view, wanted) && view.others > 0) return {.step = ClaimStep::wait};
    ClaimDecision decision{.step = ClaimStep::connect, .change = connecting};
    if (view.record && view.record->state == RecordState::connecting) {
      decision.change.record.late = view.record->late;
      decision.change.record.late.push_back({view.record->path, view.record->user});
    }
    return decision;
  }
  const bool is_others = is_of_other_user(wanted, view.use);
  if (is_connected_to(view.use, wanted.remote()) && !is_others)
    return {.step = ClaimStep::use_foreign, .change = erase(view)};
  const bool may_replace = wanted.on_conflict == OnConflict::replace && view.can_keep_leases && !is_others;
  if (view.use.kind == LetterUse::Kind::network && may_replace && view.others == 0)
    return {.step = ClaimStep::replace, .change = connecting};
  return {.step = ClaimStep::refuse, .change = erase(view)};
}

SystemResult describe_wait(const ConnectionSpec& connection, const LeaseView& view) {
  if (!view.record)
    return {.code = win32_error::kTimeout, .text = "cancelled while waiting", .source = Source::deadline};
  const std::string name = connection.letter ? connection.letter->device() : connection.remote().text();
  if (view.is_worker_alive) {
    const bool connecting = view.record->state == RecordState::connecting;
    return {.code = win32_error::kTimeout,
            .text = fmt::format("another drivelaunch is still {} {}",
                                connecting ? "connecting" : "disconnecting", name),
            .source = Source::other_launcher};
  }
  return {.code = win32_error::kAlreadyAssigned,
          .text = fmt::format("{} is used by another drivelaunch, for {}{}", name, view.record->path,
                              connection.user.empty()     ? std::string()
                              : view.record->user.empty() ? " as the account of its session"
                                                          : " as " + view.record->user),
          .source = Source::other_launcher};
}

ClaimDecision settle_connect(const LeaseView& view, const ConnectionSpec& wanted, const std::string& me,
                             bool connected) {
  if (connected) {
    return {.step = ClaimStep::share,
            .change = write(RecordState::connected, "", wanted.remote().text(), wanted.user)};
  }
  if (!is_working(view, me)) return {.step = ClaimStep::refuse};
  if (auto late = find_late(view)) return {.step = ClaimStep::wait, .change = std::move(*late)};
  return {.step = ClaimStep::refuse, .change = erase(view)};
}

ReleaseDecision decide_release(const LeaseView& view, const std::string& me) {
  if (!view.record || view.record->state != RecordState::connected || view.others > 0) return {};
  // A drive that has lost its server may no longer report its path; nobody else has taken the letter.
  if (!has_recorded_path(view) && !view.use.is_transient)
    return {.step = ReleaseDecision::Step::leave, .change = erase(view)};
  return {.step = ReleaseDecision::Step::disconnect,
          .change = write(RecordState::disconnecting, me, view.record->path, view.record->user)};
}

RecordChange settle_disconnect(const LeaseView& view, const std::string& me, bool gone) {
  if (!is_working(view, me)) return {};
  return gone ? erase(view) : write(RecordState::connected, "", view.record->path, view.record->user);
}

}  // namespace launcher
