#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/lease/lease_store.hpp"

namespace launcher::test {

/// Leases and records in memory, for several launchers of one session.
class FakeLeaseStore : public LeaseStore {
 public:
  std::map<std::string, LeaseRecord> records;  ///< by key
  std::set<std::string> leases;                ///< ids that live
  bool is_broken = false;
  std::atomic<int> peeks = 0;  ///< looks without the lock

  std::unique_ptr<LeaseTransaction> lock(const std::string& key) override {
    if (is_broken)
      throw Error({.what = "cannot keep leases", .code = 5, .symbol = "S", .api = "A", .text = "t"});
    return std::make_unique<Transaction>(*this, key);
  }

  LeaseState peek(const std::string& key) override {
    ++peeks;
    const std::unique_ptr<LeaseTransaction> transaction = lock(key);
    return {.record = transaction->read(), .leases = transaction->list_leases()};
  }

 private:
  class FakeLease : public Lease {
   public:
    FakeLease(FakeLeaseStore& store, std::string id) : store_(store), id_(std::move(id)) {
      store_.leases.insert(id_);
    }
    ~FakeLease() override { store_.leases.erase(id_); }
    const std::string& id() const override { return id_; }

   private:
    FakeLeaseStore& store_;
    std::string id_;
  };

  class Transaction : public LeaseTransaction {
   public:
    Transaction(FakeLeaseStore& store, std::string key)
        : store_(store), key_(std::move(key)), lock_(store.mutex_) {}
    std::optional<LeaseRecord> read() override {
      const auto found = store_.records.find(key_);
      return found == store_.records.end() ? std::nullopt : std::optional(found->second);
    }
    void apply(const RecordChange& change) override {
      if (change.kind == RecordChange::Kind::write) store_.records[key_] = change.record;
      if (change.kind == RecordChange::Kind::erase) store_.records.erase(key_);
    }
    std::vector<std::string> list_leases() override {
      std::vector<std::string> found;
      for (const std::string& id : store_.leases) {
        if (id.starts_with(key_ + ".")) found.push_back(id);
      }
      return found;
    }
    std::unique_ptr<Lease> create_lease() override {
      return std::make_unique<FakeLease>(store_, key_ + "." + std::to_string(++store_.count_));
    }

   private:
    FakeLeaseStore& store_;
    std::string key_;
    std::scoped_lock<std::recursive_mutex> lock_;
  };

  std::recursive_mutex mutex_;
  int count_ = 0;
};

}  // namespace launcher::test
