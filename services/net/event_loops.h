// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tidemark::net {

/// Lets the threads that start from now on wait by poll() alone and not through GLib, which asks
/// each of its sources before and after each wait. A request passes two such threads and wakes
/// them some ten times; `tidemark_bench_outbox` prints what it saves. The caller's thread keeps
/// the loop that it has: the keyring's library answers through GLib, on the program's main thread.
/// Programs that ours starts inherit it (the file manager, when a folder is shown there). Call it
/// once, after the application object is made and before a thread is started by us.
void useLeanLoopsFromNow();

} // namespace tidemark::net
