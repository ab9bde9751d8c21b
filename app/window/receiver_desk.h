// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/receiver_links.h"

#include <QFuture>
#include <QObject>
#include <QSet>

#include <functional>
#include <memory>

namespace tidemark {

class MainWindow;
class SourceTokens;

namespace net {
class NetworkThread;
}

namespace prometheus {
class ServerImport;
}

namespace receiving {
class ReceiverSet;
}

namespace store {
class LocalStore;
}

/// What a window does with the receivers of its store: makes them from the settings and keeps them
/// there, shows their page, and tells when one fails. Goes before the workspace. GUI thread.
class ReceiverDesk final : public QObject
{
    Q_OBJECT

public:
    /// The window, which has a workspace and a program that receives, outlives the desk.
    explicit ReceiverDesk(MainWindow &window);
    ~ReceiverDesk() override;

    [[nodiscard]] ReceiverLinks &links() const;
    /// Those that are switched on; nothing in a store that cannot be written.
    void startAll();
    void show();
    /// Whether servers can be asked for what they have kept.
    [[nodiscard]] bool canImport() const { return m_network != nullptr; }
    /// Asks what is to be imported from a server with the query API of Prometheus.
    void importFromServer();

private:
    friend QFuture<void> endReceiving(std::unique_ptr<ReceiverDesk> desk);

    void keep();
    void tellFailures();
    void tell(const ReceiverLink &link);
    bool eventFilter(QObject *watched, QEvent *event) override;
    void tellWhatIsSeen();
    [[nodiscard]] prometheus::ServerImport &server();

    MainWindow &m_window;
    QString m_path; ///< of the store
    std::function<QFuture<void>()> m_ended;
    net::NetworkThread *m_network = nullptr;
    SourceTokens *m_tokens = nullptr;
    std::unique_ptr<receiving::ReceiverSet> m_set;
    std::unique_ptr<prometheus::ServerImport> m_server; ///< once it is wanted
    QSet<QString> m_failing;                            ///< uids that were told of
};

/// The desk of a window that receives, which has begun unless it is a safe start; else none.
[[nodiscard]] std::unique_ptr<ReceiverDesk> makeReceiverDesk(MainWindow &window);
/// Ends the desk, which may be none. Finished once what came last is stored.
[[nodiscard]] QFuture<void> endReceiving(std::unique_ptr<ReceiverDesk> desk);
/// Closes the store, where nothing else uses it, once that is done.
[[nodiscard]] QFuture<Result<void>> closeAfter(const QFuture<void> &received,
                                               const std::shared_ptr<store::LocalStore> &store);

} // namespace tidemark
