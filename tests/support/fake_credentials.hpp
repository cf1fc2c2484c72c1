#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "launcher/credential/credential_store.hpp"
#include "launcher/text/wall_clock.hpp"

namespace launcher::test {

/// A time of day that stands still until a test moves it.
class FakeClock : public WallClock {
 public:
  UtcTime time = *parse_time("2026-03-02T03:00:01Z");
  UtcTime now() const override { return time; }
};

inline StoredCredential make_credential(std::string user, std::vector<std::string> servers,
                                        std::string_view password = "swordfish") {
  return {.user = std::move(user),
          .servers = std::move(servers),
          .set_at = *parse_time("2026-03-01T12:00:00Z"),
          .password = Secret(password)};
}

inline StoredCredential copy_credential(const StoredCredential& credential) {
  return {.user = credential.user,
          .servers = credential.servers,
          .set_at = credential.set_at,
          .password = Secret(credential.password.view())};
}

/// A store in memory.
class FakeCredentialStore : public CredentialStore {
 public:
  std::map<std::string, StoredCredential> credentials;
  std::set<std::string> unreadable;
  std::map<std::string, std::vector<std::string>> allowed;
  std::map<std::string, LoginRecord> logins;
  int loads = 0;

  CredentialLoad load(const std::string& name) override {
    ++loads;
    CredentialLoad load;
    const auto found = credentials.find(name);
    if (unreadable.contains(name)) {
      load.result = {.code = 5, .api = "CreateFileW", .text = "Access is denied"};
    } else if (found == credentials.end()) {
      load.result = {.code = 2, .api = "CreateFileW", .text = "The file is not there"};
    } else {
      load.credential = copy_credential(found->second);
    }
    return load;
  }
  void save(const std::string& name, const StoredCredential& credential,
            const std::vector<std::string>& allow) override {
    credentials.insert_or_assign(name, copy_credential(credential));
    allowed[name].insert(allowed[name].end(), allow.begin(), allow.end());
    logins.erase(name);
  }
  std::vector<ListedCredential> list() override {
    std::vector<ListedCredential> listed;
    for (const auto& [name, credential] : credentials)
      listed.push_back(
          {.name = name, .load = load(name), .allowed = allowed[name], .last_login = logins[name]});
    return listed;
  }
  void remove(const std::string& name) override { credentials.erase(name); }
  void allow(const std::string& name, const std::string& account) override {
    allowed[name].push_back(account);
  }
  void deny(const std::string& name, const std::string& account) override {
    std::erase(allowed[name], account);
  }
};

/// The records of a machine, shared by the runs on it.
class FakeLoginRecords : public LoginRecords {
 public:
  std::map<std::string, std::string> records;
  bool read_only = false;

  std::unique_ptr<LoginTurn> try_take_turn(const std::string& credential) override {
    const std::scoped_lock lock(mutex_);
    if (!taken_.insert(credential).second) return nullptr;
    return std::make_unique<Turn>(*this, credential);
  }
  std::string read(const std::string& credential) override {
    const std::scoped_lock lock(mutex_);
    return records[credential];
  }
  SystemResult write(const std::string& credential, const std::string& record) override {
    const std::scoped_lock lock(mutex_);
    if (read_only) return {.code = 5, .api = "CreateFileW", .text = "Access is denied"};
    records[credential] = record;
    return {};
  }
  bool is_taken(const std::string& credential) {
    const std::scoped_lock lock(mutex_);
    return taken_.contains(credential);
  }

 private:
  class Turn : public LoginTurn {
   public:
    Turn(FakeLoginRecords& records, std::string credential)
        : records_(records), credential_(std::move(credential)) {}
    ~Turn() override {
      const std::scoped_lock lock(records_.mutex_);
      records_.taken_.erase(credential_);
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    FakeLoginRecords& records_;
    std::string credential_;
  };

  std::mutex mutex_;
  std::set<std::string> taken_;
};

}  // namespace launcher::test
