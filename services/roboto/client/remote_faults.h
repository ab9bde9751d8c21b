// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/secret.h"
#include "model/ports/remote_api.h"
#include "services/net/http_message.h"
#include "services/roboto/client/roboto_caller.h"

namespace tidemark::roboto {

/// What is known of a call that failed.
struct CallNature
{
    bool isWrite = false;    ///< it changes something there
    bool isRepeated = false; ///< it may have been sent more than once
};

/// Of a call without an answer, from the error of the net folder. Any thread, as all here.
[[nodiscard]] RemoteError remoteErrorOf(const Error &error, const CallNature &nature);
/// Of an answer that is not 2xx: the code in its body decides, then the status, then the text
/// (roboto-api 1.6). `token`: what the status line says is told without it; the body has none.
[[nodiscard]] RemoteError remoteErrorOf(const net::HttpAnswer &answer, const CallNature &nature,
                                        const Secret &token);
/// Of a success whose body is not what the protocol says, or was cut off.
[[nodiscard]] RemoteError unreadableError(const Error &error, const RobotoReply &reply);
/// Of a call that is not made any more.
[[nodiscard]] RemoteError stoppedError();

} // namespace tidemark::roboto
