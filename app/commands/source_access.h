// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "app/commands/store_access.h"
#include "model/core/continue_on.h"
#include "model/core/secret.h"
#include "model/domain/source.h"
#include "model/ports/data_ports.h"
#include "model/ports/remote_api.h"
#include "services/sources/roboto_remotes.h"

#include <QEventLoop>
#include <QFuture>

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>

class QCommandLineParser;

namespace tidemark::commands {

[[nodiscard]] Error stoppedWaiting();

/// Waits for an answer that comes through the event loop of this thread, such as a keyring's.
template <class T>
[[nodiscard]] T awaitInLoop(const QFuture<T> &future)
{
    QEventLoop loop;
    std::optional<T> answer;
    continueOn(&loop, future, [&](T value) {
        answer = std::move(value);
        loop.quit();
    });
    if (!answer)
        loop.exec();
    return *std::move(answer);
}

/// The same for an answer that may never come, such as that of a keyring that waits for a password.
/// Errors: those of the answer, Cancelled once `stop` fires; the answer is then dropped.
template <class T>
[[nodiscard]] Result<T> awaitInLoop(const QFuture<Result<T>> &future, const std::stop_token &stop)
{
    QEventLoop loop;
    std::optional<Result<T>> answer;
    continueOn(&loop, future, [&](Result<T> value) {
        answer = std::move(value);
        loop.quit();
    });
    const std::stop_callback quit(stop, [&loop] { // on the thread that fires it
        QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
    });
    if (!answer)
        loop.exec();
    return answer ? *std::move(answer) : Result<T>(failure(stoppedWaiting()));
}

/// Says before a token goes to this address that it can be read on the way, where it can (R1).
void noteIfReadable(const Invocation &call, const QString &endpoint);

/// `--profile`: whose token is used.
void addProfileOption(QCommandLineParser &parser);

/// The source of this name. Errors: NotFound names the others.
[[nodiscard]] Result<Source> findSource(const DataPorts &ports, const QString &name);

/// With what a source is asked.
struct SourceAccess
{
    Secret token;
    std::optional<std::chrono::milliseconds> timeout = {}; ///< of the SDK's configuration
};

/// The token for a source: of `--profile`, or of the environment and the configuration file that
/// the Roboto SDK reads, when that one speaks of the source's address, with the time-out that is
/// set there; else of the keyring, with the time-out of a profile of that token. It never comes
/// from the command line. Errors: NotFound with all the ways to give one; PermissionDenied for a
/// keyring that stays locked; those of the environment's token, and of the configuration file when
/// `--profile` asks for it or nothing else has a token: else the latter is noted.
[[nodiscard]] Result<SourceAccess> findSourceAccess(const Invocation &call, const Source &source);

/// A connection to a source.
struct SourceConnection
{
    std::unique_ptr<RobotoRemotes> remotes;
    std::unique_ptr<RemoteApi> api; // after what made it
};

/// Tells what a source answered, and gives the exit code for it: never that of a wrong usage.
[[nodiscard]] ExitCode failOfSource(const Invocation &call, const Error &error);

/// Finds the source's token and makes the connection, without a request.
[[nodiscard]] Result<SourceConnection> connectToSource(const Invocation &call, const Source &source,
                                                       RemoteUse use);

} // namespace tidemark::commands
