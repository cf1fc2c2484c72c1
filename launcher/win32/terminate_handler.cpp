#include <cstdlib>

// The terminate handler of libstdc++ prints the exception's name, and brings a demangler of 45 KB for it.
// Nothing of ours ends that way: main catches all, and says what it was.
#ifdef __GLIBCXX__
// NOLINTBEGIN(clang-diagnostic-reserved-identifier,readability-identifier-naming): the library's name is to
// be replaced
namespace __gnu_cxx {
void __verbose_terminate_handler();
void __verbose_terminate_handler() {
  std::abort();
}
}  // namespace __gnu_cxx
// NOLINTEND(clang-diagnostic-reserved-identifier,readability-identifier-naming)
#endif
