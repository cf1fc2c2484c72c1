#pragma once

#include <string>
#include <vector>

#include "bench/windows/options.hpp"

/// What the benchmark needs on the machine: made by the constructor, taken away by the destructor.
namespace bench {

class Place {
 public:
  /// Throws launcher::Error; what was made until then is taken away. What a killed run left is taken away first.
  explicit Place(const Options& options);
  ~Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  /// `\\server\share`
  const std::string& share() const { return share_; }
  /// At least one.
  const std::vector<launcher::DriveLetter>& letters() const { return letters_; }
  const std::string& launcher() const { return launcher_; }
  /// The program of that name beside this one.
  std::string program(const std::string& name) const;
  /// Writes a file that goes with this object; its path.
  std::string write(const std::string& name, const std::string& text) const;

 private:
  void make_share();
  void take_down() noexcept;

  std::string folder_;
  std::string share_;
  bool has_own_share_ = false;
  std::vector<launcher::DriveLetter> letters_;
  std::string launcher_;
};

}  // namespace bench
