#include "launcher/lease.hpp"

#include <stdexcept>
#include <utility>

namespace launcher {
namespace {

RecordChange write(RecordState state, std::string worker, std::string path) {
  return {.kind = RecordChange::Kind::write,
          .record = {.state = state, .worker = std::move(worker), .path = std::move(path)}};
}

RecordChange erase(const LeaseView& view) {
  return {.kind = view.record ? RecordChange::Kind::erase : RecordChange::Kind::keep, .record = {}};
}

/// Paths in a record were UncPath once; a record that somebody changed by hand is like no record.
bool is_recorded_path(const LeaseView& view, const UncPath& path) {
  return view.record && UncPath::parse(view.record->path).is_same_as(path);
}

bool has_recorded_path(const LeaseView& view) {
  return view.record && is_connected_to(view.use, UncPath::parse(view.record->path));
}

/// What one that died was connecting, and has arrived.
std::optional<std::string> find_late_path(const LeaseView& view) {
  if (!view.record) return std::nullopt;
  for (const std::string& path : view.record->late_paths) {
    if (is_connected_to(view.use, UncPath::parse(path))) return path;
  }
  return std::nullopt;
}

bool is_working(const LeaseView& view, const std::string& me) {
  return view.record && view.record->worker == me;
}

}  // namespace

bool is_connected_to(const LetterUse& use, const UncPath& path) {
  if (use.kind != LetterUse::Kind::network) return false;
  try {
    return UncPath::parse(use.remote).is_same_as(path);
  } catch (const std::invalid_argument&) {
    return false;  // another provider's path
  }
}

ClaimDecision decide_claim(const LeaseView& view, const UncPath& wanted, OnConflict on_conflict,
                           const std::string& me) {
  if (view.record && view.is_worker_alive) return {.step = ClaimStep::wait};

  if (has_recorded_path(view)) {
    if (is_recorded_path(view, wanted) && view.record->state != RecordState::disconnecting) {
      return {.step = ClaimStep::share, .change = write(RecordState::connected, "", view.record->path)};
    }
    if (view.others > 0) return {.step = ClaimStep::wait};
    return {.step = ClaimStep::clear, .change = write(RecordState::disconnecting, me, view.record->path)};
  }

  if (const auto late = find_late_path(view)) {
    return {.step = ClaimStep::wait, .change = write(RecordState::connected, "", *late)};
  }
  // Seen half way: what is on record may still come, or go; what was there may have lost its server.
  if (view.record && view.use.is_passing) {
    if (view.record->state != RecordState::connected || view.others > 0) return {.step = ClaimStep::wait};
    return {.step = ClaimStep::clear, .change = write(RecordState::disconnecting, me, view.record->path)};
  }

  // From here the record, if there is one, tells of a drive that is not there.
  const bool same_as_recorded = is_recorded_path(view, wanted);
  if (view.use.kind == LetterUse::Kind::free) {
    if (view.record && !same_as_recorded && view.others > 0) return {.step = ClaimStep::wait};
    ClaimDecision decision{.step = ClaimStep::connect,
                           .change = write(RecordState::connecting, me, wanted.text())};
    if (view.record && view.record->state == RecordState::connecting) {
      decision.change.record.late_paths = view.record->late_paths;
      decision.change.record.late_paths.push_back(view.record->path);
    }
    return decision;
  }
  if (is_connected_to(view.use, wanted)) return {.step = ClaimStep::use_foreign, .change = erase(view)};
  if (view.use.kind == LetterUse::Kind::network && on_conflict == OnConflict::replace && view.others == 0) {
    return {.step = ClaimStep::replace, .change = write(RecordState::connecting, me, wanted.text())};
  }
  return {.step = ClaimStep::refuse, .change = erase(view)};
}

ClaimDecision settle_connect(const LeaseView& view, const UncPath& wanted, const std::string& me,
                             bool connected) {
  if (connected)
    return {.step = ClaimStep::share, .change = write(RecordState::connected, "", wanted.text())};
  if (!is_working(view, me)) return {.step = ClaimStep::refuse};
  if (const auto late = find_late_path(view)) {
    return {.step = ClaimStep::wait, .change = write(RecordState::connected, "", *late)};
  }
  return {.step = ClaimStep::refuse, .change = erase(view)};
}

ReleaseDecision decide_release(const LeaseView& view, const std::string& me) {
  if (!view.record || view.record->state != RecordState::connected || view.others > 0) return {};
  // A drive that has lost its server may not tell its path any more; nobody else has taken the letter.
  if (!has_recorded_path(view) && !view.use.is_passing)
    return {.step = ReleaseDecision::Step::leave, .change = erase(view)};
  return {.step = ReleaseDecision::Step::disconnect,
          .change = write(RecordState::disconnecting, me, view.record->path)};
}

RecordChange settle_disconnect(const LeaseView& view, const std::string& me, bool gone) {
  if (!is_working(view, me)) return {};
  return gone ? erase(view) : write(RecordState::connected, "", view.record->path);
}

}  // namespace launcher
