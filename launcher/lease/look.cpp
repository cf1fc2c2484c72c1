#include "launcher/lease/look.hpp"

#include <utility>

#include "launcher/base/error.hpp"
#include "launcher/network/letter.hpp"

namespace launcher {
namespace {

LetterUse query_letter(const ConnectionSpec& connection, const std::optional<LeaseRecord>& record,
                       Letters& letters) {
  LetterUse use = letters.query_holder(*connection.letter);
  const bool decides = connection.credential && is_connected_to(use, connection.path) &&
                       !has_recorded_path({.use = use, .record = record});
  return decides ? letters.query(*connection.letter) : use;
}

LetterUse query_use(const ConnectionSpec& connection, const std::optional<LeaseRecord>& record,
                    Letters& letters) {
  if (connection.letter) return query_letter(connection, record, letters);
  // Connections without a letter cannot be seen everywhere; what is on record is taken to be there.
  const bool is_seen = letters.is_share_connected(connection.remote());
  if (!is_seen && (!record || record->state == RecordState::connecting)) return {};
  return {.kind = LetterUse::Kind::network,
          .remote = record ? record->path : connection.remote().text(),
          .api = is_seen ? "WNetEnumResourceW" : ""};
}

}  // namespace

LeaseView look_at(const ConnectionSpec& connection, LeaseState state, const std::string& me,
                  Letters& letters) {
  LeaseView view;
  view.record = std::move(state.record);
  view.use = query_use(connection, view.record, letters);
  for (const std::string& id : state.leases) {
    if (id == me) continue;
    ++view.others;
    if (view.record && view.record->worker == id) view.is_worker_alive = true;
  }
  return view;
}

LeaseView look_without_leases(const ConnectionSpec& connection, Letters& letters) {
  LeaseView view;
  try {
    view = look_at(connection, {}, {}, letters);
  } catch (const Error&) {
    // It may be there: connecting it again does no harm, and without leases nothing is disconnected.
    view = {};
  }
  view.can_keep_leases = false;
  return view;
}

LeaseView peek_at(const ConnectionSpec& connection, LeaseStore& store, Letters& letters) {
  try {
    return look_at(connection, store.peek(lease_key(connection)), {}, letters);
  } catch (const Error&) {
    return look_without_leases(connection, letters);
  }
}

}  // namespace launcher
