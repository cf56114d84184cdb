# powercut_for_ourselves: how our own sources are compiled. It is linked privately and never
# installed, so nothing of it reaches a project that uses powercut.
add_library(powercut_for_ourselves INTERFACE)
target_include_directories(powercut_for_ourselves INTERFACE ${PROJECT_SOURCE_DIR})

# A local name may be that of another file's constant: only a build without units warns of all.
set(shadow -Wshadow)
if(POWERCUT_UNITY)
  set(shadow $<IF:$<CXX_COMPILER_ID:GNU>,-Wshadow=local,-Wno-shadow>)
endif()
# For clang -Wconversion includes -Wsign-conversion, for GCC it does not: the same for both.
target_compile_options(powercut_for_ourselves INTERFACE
  -Wall -Wextra -Wpedantic ${shadow} -Wconversion -Wno-sign-conversion
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> $<$<BOOL:${POWERCUT_WARNINGS_ARE_ERRORS}>:-Werror>
  -fno-omit-frame-pointer
  # A unit names its files by their full paths. Without these, another clone finds them in ccache.
  -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)

if(POWERCUT_SANITIZE)
  target_compile_options(powercut_for_ourselves INTERFACE
    -fsanitize=${POWERCUT_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(powercut_for_ourselves INTERFACE -fsanitize=${POWERCUT_SANITIZE})
endif()
if(POWERCUT_FUZZ)
  target_compile_options(powercut_for_ourselves INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=fuzzer-no-link>)
endif()

# Our headers include some of these libraries, which a room links privately.
foreach(library fmt::fmt absl::flat_hash_map nlohmann_json::nlohmann_json CLI11::CLI11)
  target_include_directories(powercut_for_ourselves SYSTEM INTERFACE
    $<TARGET_PROPERTY:${library},INTERFACE_INCLUDE_DIRECTORIES>)
endforeach()
