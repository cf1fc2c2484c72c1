#pragma once

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "acceptance/made_list.hpp"
#include "acceptance/options.hpp"
#include "acceptance/own_token.hpp"
#include "acceptance/principal.hpp"
#include "acceptance/surroundings.hpp"
#include "taskxml/source/live_tasks.hpp"
#include "taskxml/source/task_store.hpp"

namespace acceptance {

/// Somebody wants this program to end: everything is taken down first.
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("ended by Ctrl-C") {}
};

/// A folder on a share, with a file `marker.txt`.
struct SharedFolder {
  std::string path;    ///< `\\localhost\drivelaunch-acceptance-1`
  std::string marker;  ///< what the file holds
};

/// A user whom a share knows, with the password.
struct ShareLogin {
  std::string user;  ///< `MACHINE\dla-user-1a2b3c`, or what --share-user says
  const launcher::Secret* password = nullptr;
  SharedFolder folder;  ///< on a server that the checks use for nothing else
  std::string missing;  ///< why there is none; empty: there is one
};

/// This machine with everything that the checks need: made by the constructor, taken away by the destructor.
class Machine {
 public:
  /// Throws launcher::Error; what was made until then is taken away.
  Machine(const Options& options, taskxml::TaskStore& store, taskxml::StopSignal& stop);
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  taskxml::TaskStore& store() { return store_; }
  const Surroundings& surroundings() const { return surroundings_; }
  const TokenFacts& token() const { return token_; }
  const std::vector<Principal>& principals() const { return principals_; }

  /// Two of them; the first letters are for the first.
  const SharedFolder& share(std::size_t index) const { return shares_.at(index); }
  char letter(std::size_t index) const { return letters_.at(index).letter(); }

  /// For drives with a credential.
  const ShareLogin& login() const { return login_; }
  /// Whether DriveLaunch had folders or an event source here before this program came: then they stay as they are.
  bool had_product() const { return had_product_; }
  /// In the names of what this run makes.
  const std::string& run_name() const { return run_; }

  /// Our programs and this one as they are used: copies that only administrators can change.
  std::string program(const std::string& name) const;
  /// A file that administrators write and every account reads.
  std::string file(const std::string& name) const;
  /// A file that every account can write.
  std::string report_file(const std::string& name) const;
  /// Different in each call.
  std::string next_name();
  /// Writes it down, once. What follows may make it. Throws launcher::Error.
  void will_make(const MadeThing& thing);
  /// The same for a drive; nothing for letter 0.
  void will_connect(char letter, const std::string& path);
  /// A share that a check takes away while it is used.
  SharedFolder make_third_share();
  void take_away_third_share();
  /// Shares on servers that do not answer, by --silent; empty: none were given.
  const std::vector<launcher::UncPath>& silent_shares() const { return silent_; }
  /// Whether the shares are those of --share.
  bool has_given_shares() const { return has_given_shares_; }
  /// Whether --short was given.
  bool is_short() const { return is_short_; }
  /// The user whose password is known, or why there is none.
  const LocalUser& standard_user() const { return standard_; }
  /// A moment at which a death leaves something else than at the one before.
  void count_step() { list_.count_step(); }

  /// Waits until the condition holds; false: it did not within that time. Throws Interrupted.
  bool wait_until(const std::function<bool()>& condition, std::chrono::milliseconds patience);

 private:
  void make_folders();
  void copy_programs() const;
  void make_users();
  void make_user(LocalUser& user, const std::string& name, bool is_administrator);
  void make_shares(const Options& options);
  SharedFolder make_share(const char* number, const char* server);
  SharedFolder make_folder_on(const std::string& share, const std::string& name);
  void use_given_shares(const std::vector<launcher::UncPath>& shares);
  void choose_login(const Options& options);
  void choose_letters(const Options& options);
  /// Prints what could not be taken away.
  void take_down() noexcept;

  taskxml::TaskStore& store_;
  taskxml::StopSignal& stop_;
  Surroundings surroundings_ = look_at_surroundings();
  TokenFacts token_ = read_own_token();
  MadeList list_;
  std::string run_;  ///< in the names of what this run makes
  LocalUser standard_;
  LocalUser administrator_;
  std::vector<Principal> principals_;
  std::vector<SharedFolder> shares_;
  ShareLogin login_;
  bool had_product_ = false;
  std::vector<MadeThing> written_down_;
  std::vector<launcher::DriveLetter> letters_;
  std::vector<launcher::UncPath> silent_;
  std::string third_share_;  ///< the name of the share, or the path of the folder
  bool has_given_shares_ = false;
  bool is_short_ = false;
  int names_ = 0;
};

}  // namespace acceptance
