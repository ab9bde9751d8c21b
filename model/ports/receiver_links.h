// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/secret.h"
#include "model/domain/receiver.h"
#include "model/ports/secret_store.h"

#include <QFuture>
#include <QObject>

#include <optional>
#include <vector>

namespace tidemark {

/// A receiver and how it is with it.
struct ReceiverLink
{
    ReceiverPlan plan;
    ReceiverState state;
};

/// The receivers of the open store: what other programs send into it, or are asked for. Lives on
/// the GUI thread; its methods are called there and none blocks; signals and futures arrive there.
class ReceiverLinks : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ~ReceiverLinks() override;

    /// In the order in which they were added.
    [[nodiscard]] virtual std::vector<ReceiverLink> links() const = 0;
    [[nodiscard]] std::optional<ReceiverLink> link(const QString &uid) const;

    /// What keeps a plan from being put, also because of the others; empty for a good one.
    [[nodiscard]] virtual std::vector<ReceiverFault> faultsOf(const ReceiverPlan &plan) const = 0;
    /// Whether the address can be listened on now; success for one that is asked, or where the
    /// receiver of that plan listens already. Errors: InvalidArgument, AlreadyExists (another
    /// program has it), PermissionDenied, Network.
    [[nodiscard]] virtual QFuture<Result<void>> tryOut(const ReceiverPlan &plan) = 0;

    /// Adds a receiver, or changes the one of that uid, and starts it where the plan says so.
    /// Returns its uid. The plan is without faults. A token that was kept for another origin, or
    /// that the plan has no more, is forgotten.
    virtual QString put(ReceiverPlan plan) = 0;
    /// put() of a plan that has a token, which is kept for the origin of its address first and
    /// for no other; an empty one is the token that is kept for it already, taken to `place`.
    /// Errors: NotFound (none is kept), those of SecretStore; nothing is put then.
    [[nodiscard]] virtual QFuture<Result<QString>> putWithToken(ReceiverPlan plan, Secret token,
                                                                SecretPlace place) = 0;
    /// Where the plan's token is kept; nothing when there is none, or it cannot be looked for.
    [[nodiscard]] virtual QFuture<std::optional<SecretPlace>>
    tokenPlace(const ReceiverPlan &plan) = 0;
    [[nodiscard]] virtual QFuture<bool> hasKeyring() = 0;
    /// Its token is forgotten, too.
    virtual void remove(const QString &uid) = 0;
    /// Starts or stops it, and keeps that for the next time. One with a fault stays off.
    virtual void setOn(const QString &uid, bool isOn) = 0;

Q_SIGNALS:
    /// Receivers came, went or were changed by a person: what is to be kept.
    void plansChanged();
    /// Something about them is new; at most once a second but for what a person does.
    void changed();
};

} // namespace tidemark
