#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/network/network.hpp"

namespace launcher::test {

/// How a server of the fake behaves. Results are used in order; the last one stays.
struct FakeServer {
  std::vector<std::uint32_t> connect_codes{0};
  std::vector<std::uint32_t> verify_codes{0};
  std::vector<std::uint32_t> disconnect_codes{0};
  std::chrono::milliseconds connect_delay{0};
  bool hang_connect = false;            ///< until release_hanging()
  bool hang_verify = false;             ///< until release_hanging()
  bool hang_disconnect = false;         ///< until release_hanging()
  bool throws = false;                  ///< connect and disconnect throw std::runtime_error
  bool cancellable = false;             ///< a hanging call ends when it is cancelled
  std::uint32_t cancelled_code = 1460;  ///< what it ends with then; 0: it succeeds all the same
};

/// A network with memory: what is connected, and every call that was made.
class FakeNetwork : public SharedNetwork {
 public:
  /// By the path of a share or the name of a server, lower case; the share comes first. To be filled before
  /// use.
  std::map<std::string, FakeServer> servers;

  /// What a claim says, by subject; nothing: go on. To be filled before use.
  std::map<std::string, Claim> claims;
  /// Subjects whose claim ends only with release_hanging(). To be filled before use.
  std::set<std::string> hanging_claims;
  /// The same of taking one back.
  std::set<std::string> hanging_abandons;
  /// Subjects whose claim ends only after another one's call.
  std::set<std::string> slow_claims;
  /// By subject, the subject whose connect must have begun before the claim ends. To be filled before use.
  std::map<std::string, std::string> claims_after;
  /// By subject, the subject whose connect must have ended before this connect ends. To be filled before use.
  std::map<std::string, std::string> connects_after;
  /// What is seen of a folder that can be opened, by subject. To be filled before use.
  std::map<std::string, Encryption> encryptions;
  /// A connect ends only once so many have been going on at once.
  int connects_together = 0;
  bool is_first_alone = false;  ///< the first connect of all waits for no other one

  /// Called after each disconnect that succeeded.
  std::function<void()> on_disconnect;

  ~FakeNetwork() override {
    release_hanging();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return active_ == 0; });
  }

  Claim claim(const ConnectionSpec& connection) override {
    std::unique_lock lock(mutex_);
    if (hanging_claims.contains(connection.subject())) {
      ++active_;
      changed_.wait(lock, [&] { return released_; });
      --active_;
      changed_.notify_all();
    }
    if (slow_claims.contains(connection.subject())) {
      changed_.wait(lock, [&] { return !calls_.empty() && active_ == 0; });
      wait_for_consequences(lock);
    }
    if (const auto other = claims_after.find(connection.subject()); other != claims_after.end()) {
      changed_.wait_for(lock, kLongestWait, [&] {
        return std::find(calls_.begin(), calls_.end(), "connect " + other->second) != calls_.end();
      });
    }
    const auto found = claims.find(connection.subject());
    return found == claims.end() ? Claim{} : found->second;
  }
  void abandon(const ConnectionSpec& connection) override {
    std::unique_lock lock(mutex_);
    calls_.push_back("abandon " + connection.subject());
    changed_.notify_all();
    if (!hanging_abandons.contains(connection.subject())) return;
    ++active_;
    changed_.wait(lock, [&] { return released_; });
    --active_;
    changed_.notify_all();
  }

  SystemResult connect(const ConnectionSpec& connection) override {
    const FakeServer server = begin("connect", connection);
    std::this_thread::sleep_for(server.connect_delay);
    if (server.hang_connect) wait_for_release(connection, server);
    std::unique_lock lock(mutex_);
    wait_for_others(lock, connection);
    if (server.throws) {
      --connecting_;
      end(connection);
      throw std::runtime_error("broken on purpose");
    }
    const bool is_cut_short = server.hang_connect && !released_;
    const std::uint32_t code =
        is_cut_short ? server.cancelled_code : next(server.connect_codes, connection, "connect");
    if (code == 0) connected_.insert(connection.subject());
    --connecting_;
    end(connection);
    return make("WNetAddConnection2W", code);
  }

  Verification verify(const ConnectionSpec& connection) override {
    const FakeServer server = begin("verify", connection);
    if (server.hang_verify) wait_for_release(connection, server);
    std::unique_lock lock(mutex_);
    const bool is_cut_short = server.hang_verify && !released_;
    const std::uint32_t code =
        is_cut_short ? server.cancelled_code : next(server.verify_codes, connection, "verify");
    end(connection);
    const auto found = encryptions.find(connection.subject());
    const bool is_known = code == 0 && found != encryptions.end();
    return {.result = make("CreateFileW", code),
            .encryption = is_known ? found->second : Encryption::not_known};
  }

  SystemResult disconnect(const ConnectionSpec& connection) override {
    const FakeServer server = begin("disconnect", connection);
    if (server.hang_disconnect) wait_for_release(connection, server);
    std::unique_lock lock(mutex_);
    if (server.throws) {
      end(connection);
      throw std::runtime_error("broken on purpose");
    }
    const std::uint32_t code = next(server.disconnect_codes, connection, "disconnect");
    if (code == 0) connected_.erase(connection.subject());
    if (code == 0 && on_disconnect) on_disconnect();
    end(connection);
    return make("WNetCancelConnection2W", code);
  }

  /// Reaches, as CancelSynchronousIo does, the calls that go on at this moment.
  std::vector<CancelledCall> cancel(const ConnectionSpec& connection) override {
    const std::scoped_lock lock(mutex_);
    std::vector<CancelledCall> calls;
    const auto [begin, end] = going_on_.equal_range(connection.id());
    for (auto call = begin; call != end; ++call)
      calls.push_back(call->second);
    if (!calls.empty()) cancelled_.insert(connection.id());
    changed_.notify_all();
    return calls;
  }

  /// Lets every hanging call go on.
  void release_hanging() {
    const std::scoped_lock lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }

  /// Waits until no call is going on.
  void wait_until_idle() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return active_ == 0; });
  }

  /// Waits until so many calls of that kind have begun.
  void wait_for_calls(const std::string& kind, std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kLongestWait, [&] { return count_locked(kind) >= count; });
  }

  std::set<std::string> connected() const {
    const std::scoped_lock lock(mutex_);
    return connected_;
  }
  std::size_t count(const std::string& kind) const {
    const std::scoped_lock lock(mutex_);
    return count_locked(kind);
  }
  std::vector<std::string> calls() const {
    const std::scoped_lock lock(mutex_);
    return calls_;
  }
  /// The most connects that were going on at once.
  int most_at_once() const {
    const std::scoped_lock lock(mutex_);
    return most_at_once_;
  }

 private:
  /// For another drive's call that does not come: the test goes on and fails.
  static constexpr std::chrono::seconds kLongestWait{10};

  FakeServer begin(const std::string& kind, const ConnectionSpec& connection) {
    const std::scoped_lock lock(mutex_);
    calls_.push_back(kind + " " + connection.subject());
    ++active_;
    FakeServer server = find_server(connection);
    going_on_.emplace(connection.id(), CancelledCall{.api = std::string(api_of(kind)),
                                                     .answer = {.code = server.cancellable ? 0U : 1168U}});
    if (kind == "connect") most_at_once_ = std::max(most_at_once_, ++connecting_);
    changed_.notify_all();
    return server;
  }

  FakeServer find_server(const ConnectionSpec& connection) const {
    if (const auto share = servers.find(to_lower_ascii(connection.path.text())); share != servers.end())
      return share->second;
    const auto found = servers.find(to_lower_ascii(connection.path.server()));
    return found == servers.end() ? FakeServer{} : found->second;
  }

  static std::string_view api_of(std::string_view kind) {
    if (kind == "verify") return "CreateFileW";
    return kind == "connect" ? "WNetAddConnection2W" : "WNetCancelConnection2W";
  }

  /// Time for the caller to act on what another call brought. When it is too short, a test sees less, but
  /// does not fail.
  void wait_for_consequences(std::unique_lock<std::mutex>& lock) {
    changed_.wait_for(lock, std::chrono::milliseconds(100), [] { return false; });
  }

  void end(const ConnectionSpec& connection) {
    --active_;
    going_on_.erase(going_on_.find(connection.id()));
    if (!going_on_.contains(connection.id())) cancelled_.erase(connection.id());
    changed_.notify_all();
  }

  void wait_for_release(const ConnectionSpec& connection, const FakeServer& server) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock,
                  [&] { return released_ || (server.cancellable && cancelled_.contains(connection.id())); });
  }

  void wait_for_others(std::unique_lock<std::mutex>& lock, const ConnectionSpec& connection) {
    if (const auto other = connects_after.find(connection.subject()); other != connects_after.end()) {
      changed_.wait_for(lock, kLongestWait, [&] { return used_.contains("connect" + other->second); });
      wait_for_consequences(lock);
    }
    if (is_first_alone && count_locked("connect") == 1) return;
    changed_.wait_for(lock, kLongestWait, [&] { return most_at_once_ >= connects_together; });
  }

  std::uint32_t next(const std::vector<std::uint32_t>& codes, const ConnectionSpec& connection,
                     const std::string& kind) {
    const std::size_t used = used_[kind + connection.subject()]++;
    return codes.at(std::min(used, codes.size() - 1));
  }

  std::size_t count_locked(const std::string& kind) const {
    std::size_t found = 0;
    for (const std::string& call : calls_)
      found += call.starts_with(kind + " ") ? 1U : 0U;
    return found;
  }

  static SystemResult make(const char* api, std::uint32_t code) {
    return code == 0 ? SystemResult{} : SystemResult{.code = code, .api = api, .text = "The system's text"};
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> calls_;
  std::set<std::string> connected_;
  std::multimap<ConnectionId, CancelledCall> going_on_;
  std::set<ConnectionId> cancelled_;  ///< of those that go on
  std::map<std::string, std::size_t> used_;
  bool released_ = false;
  int active_ = 0;
  int connecting_ = 0;
  int most_at_once_ = 0;
};

/// Letters that a test has given a use; all others are free.
class FakeLetters : public Letters {
 public:
  std::map<DriveLetter, LetterUse> uses;
  std::set<DriveLetter> hanging;  ///< those Windows says nothing about before release_hanging()

  ~FakeLetters() override {
    release_hanging();
    std::unique_lock lock(mutex_);
    // A thread that has not come to its question yet would find this gone.
    changed_.wait(lock, [&] {
      return asked_ == 0 &&
             std::includes(were_asked_.begin(), were_asked_.end(), hanging.begin(), hanging.end());
    });
  }

  LetterUse query(DriveLetter letter) override {
    if (hanging.contains(letter)) wait_for_release(letter);
    const auto found = uses.find(letter);
    return found == uses.end() ? LetterUse{} : found->second;
  }
  LetterUse query_holder(DriveLetter letter) override {
    LetterUse use = query(letter);
    use.user.clear();
    use.remembered.clear();
    return use;
  }
  std::atomic<int> share_looks = 0;
  /// Paths that are connected without a letter.
  std::set<std::string> shares;
  bool is_list_cut_short = false;  ///< Windows does not list them to the end
  bool is_share_connected(const UncPath& path) override {
    ++share_looks;
    if (is_list_cut_short && !shares.contains(path.text()))
      throw Error({.what = "cannot find out", .code = 1208, .text = "t"});
    return shares.contains(path.text());
  }
  std::vector<std::string> connections_without_letter() override { return {shares.begin(), shares.end()}; }

  /// Ends every hanging question, with an exception: what its thread would ask next is gone.
  void release_hanging() {
    const std::scoped_lock lock(mutex_);
    is_released_ = true;
    changed_.notify_all();
  }

 private:
  [[noreturn]] void wait_for_release(DriveLetter letter) {
    std::unique_lock lock(mutex_);
    ++asked_;
    were_asked_.insert(letter);
    changed_.wait(lock, [&] { return is_released_; });
    --asked_;
    changed_.notify_all();
    throw std::runtime_error("nobody waits for the answer any more");  // no Error: that is handled on the way
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_released_ = false;
  int asked_ = 0;
  std::set<DriveLetter> were_asked_;
};

}  // namespace launcher::test
