// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/receiver_links.h"
#include "services/receiving/receiver.h"

#include <QElapsedTimer>
#include <QTimer>

#include <functional>
#include <memory>
#include <set>
#include <utility>
#include <vector>

namespace tidemark {
class SourceTokens;
}

namespace tidemark::receiving {

/// The receivers of one open store. Goes before the store is closed: what runs is stopped then, and
/// ends behind it. GUI thread.
class ReceiverSet final : public ReceiverLinks
{
    Q_OBJECT

public:
    enum class Store
    {
        Writable,
        ReadOnly ///< nothing starts
    };

    /// Those of `plans` that are switched on wait for startAll(); what has faults is switched off
    /// and says why.
    ReceiverSet(ReceiverFactory make, std::vector<ReceiverPlan> plans, Store store,
                QObject *parent = nullptr);
    ~ReceiverSet() override;

    /// What tells when those that were told to stop have ended; tryOut() waits for it, since they
    /// may hold the port until then. Without it nothing is waited for.
    void setEnded(std::function<QFuture<void>()> ended) { m_ended = std::move(ended); }

    /// Where tokens of plans are kept; a loan. Without it none can be.
    void setTokens(SourceTokens *tokens) { m_tokens = tokens; }

    void startAll();
    /// Somebody looks at what receivers of the kind bring, or does so no longer; also of those that
    /// come later.
    void setSeen(ReceiverKind kind, bool isSeen);
    [[nodiscard]] std::vector<ReceiverPlan> plans() const;

    [[nodiscard]] std::vector<ReceiverLink> links() const override;
    [[nodiscard]] std::vector<ReceiverFault> faultsOf(const ReceiverPlan &plan) const override;
    [[nodiscard]] QFuture<Result<void>> tryOut(const ReceiverPlan &plan) override;
    QString put(ReceiverPlan plan) override;
    [[nodiscard]] QFuture<Result<QString>> putWithToken(ReceiverPlan plan, Secret token,
                                                        SecretPlace place) override;
    [[nodiscard]] QFuture<std::optional<SecretPlace>> tokenPlace(const ReceiverPlan &plan) override;
    [[nodiscard]] QFuture<bool> hasKeyring() override;
    void remove(const QString &uid) override;
    void setOn(const QString &uid, bool isOn) override;

private:
    class Bell;
    struct Entry
    {
        ReceiverPlan plan;
        std::unique_ptr<Receiver> receiver; ///< none for a plan with a fault
    };

    [[nodiscard]] Entry entryOf(ReceiverPlan plan) const;
    [[nodiscard]] Entry *find(const QString &uid);
    void startWhereOn(Entry &entry) const;
    void forgetToken(const ReceiverPlan &plan);
    void onRung();
    void tell();
    void keepAndTell();

    ReceiverFactory m_make;
    Store m_store;
    std::function<QFuture<void>()> m_ended;
    SourceTokens *m_tokens = nullptr;
    std::shared_ptr<Bell> m_bell; ///< with the receivers' threads, which may outlive this
    std::vector<Entry> m_entries;
    std::set<ReceiverKind> m_unseen;
    QElapsedTimer m_sinceTold;
    QTimer m_later;
};

} // namespace tidemark::receiving
