// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

namespace tidemark::test {

/// Runs `work(step)` in a child process that kills itself at call number `at` of `step`, counted
/// from 0; `work` says whether it succeeded. True when the child was killed, false when it came to
/// its end.
inline bool runAndDie(int at, const std::function<bool(const std::function<void()> &step)> &work)
{
    const pid_t child = ::fork();
    if (child == 0) {
        int seen = 0;
        const auto step = [&seen, at] {
            if (seen++ == at)
                ::raise(SIGKILL);
        };
        ::_exit(work(step) ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status);
}

} // namespace tidemark::test
