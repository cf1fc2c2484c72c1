#pragma once

#include <string>
#include <vector>

#include "launcher/base/drive.hpp"

namespace acceptance {

/// Servers that take a connection and say nothing, for as long as the object lives.
///
/// Port 445 of this machine belongs to Windows' own server (srvnet.sys) on all addresses, and whether it lets a
/// program listen on one of them is not documented: that is tried on 127.83.0.1 and its neighbours. Where it does
/// not, the shares are on 192.0.2.1 and its neighbours, which are nobody's (RFC 5737) and mostly answer nothing.
class SilentServers {
 public:
  /// `given`: the shares of --silent; with some, nothing is opened.
  SilentServers(const std::vector<launcher::UncPath>& given, std::size_t count);
  ~SilentServers();
  SilentServers(const SilentServers&) = delete;
  SilentServers& operator=(const SilentServers&) = delete;

  const std::vector<std::string>& shares() const { return shares_; }
  /// What they are, for the evidence.
  const std::string& description() const { return description_; }

 private:
  bool listen_on(std::uint32_t address);

  std::vector<std::string> shares_;
  std::vector<std::uintptr_t> sockets_;
  std::string description_;
  bool has_sockets_ = false;
};

}  // namespace acceptance
