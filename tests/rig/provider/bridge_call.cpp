#include "bridge_call.hpp"

#include <array>
#include <fstream>
#include <stdexcept>

namespace rig {
namespace {

/// Not in DllMain: Winsock must not be started there.
void start_winsock() {
  static const int failure = [] {
    WSADATA data;
    return WSAStartup(MAKEWORD(2, 2), &data);
  }();
  if (failure != 0) throw std::runtime_error("WSAStartup");
}

u_short read_port() {
  std::ifstream file("C:\\rig\\bridge");
  u_short port = 0;
  if (!(file >> port)) throw std::runtime_error("C:\\rig\\bridge has no port: the rig is not running");
  return port;
}

}  // namespace

BridgeCall::BridgeCall() {
  start_winsock();
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(read_port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socket_ = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  if (socket_ == INVALID_SOCKET) throw std::runtime_error("socket");
  // A child that inherited the socket would keep it open, and the bridge would not see its caller die.
  SetHandleInformation(reinterpret_cast<HANDLE>(socket_), HANDLE_FLAG_INHERIT, 0);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    closesocket(socket_);
    throw std::runtime_error("the bridge does not answer");
  }
}

BridgeCall::~BridgeCall() {
  closesocket(socket_);
}

DWORD BridgeCall::ask(std::string_view word, const Fields& fields) {
  send_line(format_line(word, fields));
  answer_ = read();
  return static_cast<DWORD>(std::stoul(answer_.at("code")));
}

void BridgeCall::say(std::string_view word) {
  send_line(std::string(word));
}

Fields BridgeCall::read() {
  std::size_t end = 0;
  while ((end = received_.find('\n')) == std::string::npos) {
    std::array<char, 4096> buffer;
    const int count = recv(socket_, buffer.data(), static_cast<int>(buffer.size()), 0);
    if (count <= 0) throw std::runtime_error("the bridge is gone");
    received_.append(buffer.data(), static_cast<std::size_t>(count));
  }
  const std::string line = received_.substr(0, end);
  received_.erase(0, end + 1);
  return parse_line(line);
}

void BridgeCall::send_line(std::string line) {
  line += '\n';
  for (std::string_view rest = line; !rest.empty();) {
    const int count = send(socket_, rest.data(), static_cast<int>(rest.size()), 0);
    if (count <= 0) throw std::runtime_error("the bridge is gone");
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace rig
