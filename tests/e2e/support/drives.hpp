#pragma once

#include <string>

#include "support/owned_handle.hpp"

/// Drive letters, asked and made through the functions the launcher itself is not trusted with here.
namespace e2e {

/// A letter nobody has, kept free of other test programs while the object lives. What is connected to it at
/// the end is disconnected, so that a test that failed leaves nothing to the next.
class FreeLetter {
 public:
  FreeLetter();
  ~FreeLetter();
  FreeLetter(const FreeLetter&) = delete;
  FreeLetter& operator=(const FreeLetter&) = delete;

  char letter() const { return letter_; }
  std::string device() const { return {letter_, ':'}; }
  /// `S:\name`
  std::string file(const std::string& name) const { return device() + "\\" + name; }
  /// `--drive S=unc `, an option with a blank behind it.
  std::string option(const std::string& unc) const {
    return std::string("--drive ") + letter_ + "=" + unc + " ";
  }
  /// Whether the session has the letter, in any way.
  bool is_there() const;
  /// What it is connected to, in lower case; empty: nothing.
  std::string remote() const;
  /// Throws std::runtime_error.
  void connect(const std::string& unc) const;
  /// The code of WNetCancelConnection2W, by force.
  unsigned long disconnect() const;

 private:
  char letter_ = 0;
  OwnedHandle reservation_;
};

}  // namespace e2e
