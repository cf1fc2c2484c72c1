#include "acceptance/silent_server.hpp"

#include <winsock2.h>
// After winsock2.h, which must come before it.
#include <windows.h>

#include <algorithm>
#include <cstdint>

#include "launcher/win32/system/system_library.hpp"

namespace acceptance {
namespace {

constexpr std::uint16_t kSmbPort = 445;
constexpr std::uint32_t kLoopback = 0x7F530001;  // 127.83.0.1
constexpr std::uint32_t kNobody = 0xC0000201;    // 192.0.2.1

template <typename Function>
Function find(const char* name) {
  return launcher::win32::find_system_function<Function>(L"ws2_32.dll", name);
}

std::string show_address(std::uint32_t address) {
  std::string text;
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    text += (text.empty() ? "" : ".") + std::to_string(address >> shift & 0xFFU);
  return text;
}

std::uint16_t in_network_order(std::uint16_t value) {
  return static_cast<std::uint16_t>(value << 8U | value >> 8U);
}

std::uint32_t in_network_order(std::uint32_t value) {
  return in_network_order(static_cast<std::uint16_t>(value >> 16U)) |
         static_cast<std::uint32_t>(in_network_order(static_cast<std::uint16_t>(value))) << 16U;
}

}  // namespace

SilentServers::SilentServers(const std::vector<launcher::UncPath>& given, std::size_t count) {
  if (!given.empty()) {
    for (std::size_t i = 0; i < std::min(count, given.size()); ++i)
      shares_.push_back(given[i].text());
    description_ = "the servers of --silent";
    return;
  }
  WSADATA data{};
  has_sockets_ = find<decltype(&WSAStartup)>("WSAStartup")(MAKEWORD(2, 2), &data) == 0;
  bool do_listen = has_sockets_;
  for (std::uint32_t i = 0; do_listen && i < count; ++i)
    do_listen = listen_on(kLoopback + i);
  description_ = do_listen ? "sockets of this program that answer nothing"
                           : "addresses that are nobody's, because Windows does not share its port 445";
  for (std::uint32_t i = 0; i < count; ++i)
    shares_.push_back("\\\\" + show_address((do_listen ? kLoopback : kNobody) + i) + "\\silent");
}

SilentServers::~SilentServers() {
  for (const std::uintptr_t socket : sockets_)
    find<decltype(&closesocket)>("closesocket")(socket);
  if (has_sockets_) find<decltype(&WSACleanup)>("WSACleanup")();
}

bool SilentServers::listen_on(std::uint32_t address) {
  const SOCKET made = find<decltype(&socket)>("socket")(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  if (made == INVALID_SOCKET) return false;
  sockets_.push_back(made);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = in_network_order(kSmbPort);
  name.sin_addr.s_addr = in_network_order(address);
  return find<decltype(&bind)>("bind")(made, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0 &&
         find<decltype(&listen)>("listen")(made, SOMAXCONN) == 0;
}

}  // namespace acceptance
