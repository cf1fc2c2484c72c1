#include "support/program_image.hpp"

#include <windows.h>

#include <cstring>
#include <memory>
#include <stdexcept>

#include "support/files.hpp"
#include "support/system_failure.hpp"
#include "support/text.hpp"

namespace e2e {
namespace {

struct ModuleFreer {
  void operator()(HMODULE module) const { FreeLibrary(module); }
};

}  // namespace

struct ProgramImage::Directory {
  unsigned long address;
  unsigned long size;
};

ProgramImage::ProgramImage(const std::string& path) : path_(path), bytes_(read_file(path)) {
  const auto headers = read<IMAGE_NT_HEADERS64>(static_cast<std::size_t>(read<IMAGE_DOS_HEADER>(0).e_lfanew));
  if (headers.Signature != IMAGE_NT_SIGNATURE ||
      headers.OptionalHeader.Magic != IMAGE_NT_OPTIONAL_HDR64_MAGIC)
    throw std::runtime_error(path + " is no 64-bit program");
}

template <typename Type>
Type ProgramImage::read(std::size_t offset) const {
  if (offset > bytes_.size() || bytes_.size() - offset < sizeof(Type))
    throw std::runtime_error(path_ + " is cut off");
  Type value;
  std::memcpy(&value, bytes_.data() + offset, sizeof value);
  return value;
}

ProgramImage::Directory ProgramImage::directory(int index) const {
  const auto headers = read<IMAGE_NT_HEADERS64>(static_cast<std::size_t>(read<IMAGE_DOS_HEADER>(0).e_lfanew));
  const IMAGE_DATA_DIRECTORY& entry = headers.OptionalHeader.DataDirectory[index];
  return {entry.VirtualAddress, entry.Size};
}

std::size_t ProgramImage::find_offset(unsigned long address) const {
  const auto begin = static_cast<std::size_t>(read<IMAGE_DOS_HEADER>(0).e_lfanew);
  const auto headers = read<IMAGE_NT_HEADERS64>(begin);
  std::size_t at =
      begin + offsetof(IMAGE_NT_HEADERS64, OptionalHeader) + headers.FileHeader.SizeOfOptionalHeader;
  for (int i = 0; i < headers.FileHeader.NumberOfSections; ++i, at += sizeof(IMAGE_SECTION_HEADER)) {
    const auto section = read<IMAGE_SECTION_HEADER>(at);
    if (address >= section.VirtualAddress && address - section.VirtualAddress < section.SizeOfRawData)
      return section.PointerToRawData + (address - section.VirtualAddress);
  }
  throw std::runtime_error(path_ + " has an address outside its sections");
}

std::vector<std::string> ProgramImage::imported_dlls() const {
  std::vector<std::string> names;
  const Directory imports = directory(IMAGE_DIRECTORY_ENTRY_IMPORT);
  if (imports.address == 0) return names;
  for (std::size_t at = find_offset(imports.address);; at += sizeof(IMAGE_IMPORT_DESCRIPTOR)) {
    const auto descriptor = read<IMAGE_IMPORT_DESCRIPTOR>(at);
    if (descriptor.Name == 0) return names;
    const std::size_t name = find_offset(descriptor.Name);
    names.push_back(bytes_.substr(name, bytes_.find('\0', name) - name));
  }
}

bool ProgramImage::has_delay_imports() const {
  return directory(IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT).address != 0;
}

std::string ProgramImage::manifest() const {
  const std::unique_ptr<std::remove_pointer_t<HMODULE>, ModuleFreer> module(
      LoadLibraryExW(widen(path_).c_str(), nullptr, LOAD_LIBRARY_AS_DATAFILE));
  if (!module) fail("cannot open " + path_);
  const HRSRC found = FindResourceW(module.get(), MAKEINTRESOURCEW(1), RT_MANIFEST);
  if (found == nullptr) fail("no manifest in " + path_);
  const auto* const text = static_cast<const char*>(LockResource(LoadResource(module.get(), found)));
  return {text, SizeofResource(module.get(), found)};
}

std::string ProgramImage::message(unsigned long number, const std::vector<std::string>& texts) const {
  const std::unique_ptr<std::remove_pointer_t<HMODULE>, ModuleFreer> module(
      LoadLibraryExW(widen(path_).c_str(), nullptr, LOAD_LIBRARY_AS_DATAFILE));
  if (!module) fail("cannot open " + path_);
  std::vector<std::wstring> wide;
  for (const std::string& text : texts)
    wide.push_back(widen(text));
  std::vector<DWORD_PTR> arguments;
  for (const std::wstring& text : wide)
    arguments.push_back(reinterpret_cast<DWORD_PTR>(text.c_str()));
  std::wstring message(4096, L'\0');
  message.resize(FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_ARGUMENT_ARRAY, module.get(),
                                number, 0, message.data(), static_cast<DWORD>(message.size()),
                                reinterpret_cast<va_list*>(arguments.data())));
  return narrow(message);
}

std::string ProgramImage::version_text(const std::string& name) const {
  const std::wstring path = widen(path_);
  DWORD unused = 0;
  std::vector<unsigned char> block(GetFileVersionInfoSizeW(path.c_str(), &unused));
  if (block.empty() ||
      GetFileVersionInfoW(path.c_str(), 0, static_cast<DWORD>(block.size()), block.data()) == 0)
    fail("no version resource in " + path_);
  void* text = nullptr;
  UINT length = 0;
  const std::wstring key = widen("\\StringFileInfo\\040904b0\\" + name);
  if (VerQueryValueW(block.data(), key.c_str(), &text, &length) == 0) return {};
  return narrow(static_cast<const wchar_t*>(text));
}

}  // namespace e2e
