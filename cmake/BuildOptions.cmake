# SPDX-License-Identifier: GPL-3.0-or-later
# Warnings, Qt definitions and sanitizers, carried by one INTERFACE target that every target links PRIVATE.

add_library(tidemark_build_options INTERFACE)
add_library(Tidemark::BuildOptions ALIAS tidemark_build_options)

target_compile_features(tidemark_build_options INTERFACE cxx_std_20)
target_compile_options(tidemark_build_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wcast-qual
    -Werror=return-type
    $<$<BOOL:${TIDEMARK_WARNINGS_AS_ERRORS}>:-Werror>)
if(TIDEMARK_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # A constant of another file in the unit isn't hidden by a local one, and an anonymous namespace is
    # no other file's.
    target_compile_options(tidemark_build_options INTERFACE -Wno-shadow -Wshadow=local -Wno-subobject-linkage)
endif()
target_compile_definitions(tidemark_build_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_KEYWORDS QT_NO_FOREACH QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
    QT_STRICT_ITERATORS QT_USE_QSTRINGBUILDER QT_DISABLE_DEPRECATED_BEFORE=0x060400)
target_include_directories(tidemark_build_options INTERFACE ${PROJECT_SOURCE_DIR})

if(TIDEMARK_SANITIZE STREQUAL "address")
    set(_tidemark_sanitize -fsanitize=address,undefined -fno-sanitize-recover=undefined
        -fno-omit-frame-pointer)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # Instrumented, the library's regular expressions look uninitialised to GCC 12; they are not.
        list(APPEND _tidemark_sanitize -Wno-error=maybe-uninitialized)
    endif()
elseif(TIDEMARK_SANITIZE STREQUAL "thread")
    # Its checks keep GCC 12 from seeing how long a text is that it has just put together.
    set(_tidemark_sanitize -fsanitize=thread -fno-omit-frame-pointer -Wno-error=tsan
        -Wno-error=array-bounds)
elseif(NOT TIDEMARK_SANITIZE STREQUAL "")
    message(FATAL_ERROR "TIDEMARK_SANITIZE must be empty, \"address\" or \"thread\", not \"${TIDEMARK_SANITIZE}\".")
endif()
if(TIDEMARK_FUZZERS)
    # The whole program is instrumented, so that libFuzzer sees our parsers.
    set(_tidemark_sanitize -fsanitize=fuzzer-no-link,address,undefined
        -fno-sanitize-recover=undefined -fno-omit-frame-pointer -O1)
endif()
if(DEFINED _tidemark_sanitize)
    target_compile_options(tidemark_build_options INTERFACE ${_tidemark_sanitize})
    target_link_options(tidemark_build_options INTERFACE ${_tidemark_sanitize})
endif()
if(TIDEMARK_COVERAGE)
    target_compile_options(tidemark_build_options INTERFACE --coverage)
    target_link_options(tidemark_build_options INTERFACE --coverage)
endif()

find_program(TIDEMARK_CCACHE ccache)
if(TIDEMARK_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        # a checkout in another folder finds what this one compiled
        CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
        ${TIDEMARK_CCACHE})
endif()
find_program(TIDEMARK_LLD ld.lld)
if(TIDEMARK_LLD AND NOT TIDEMARK_SANITIZE STREQUAL "thread")
    add_link_options(-fuse-ld=lld)
endif()
