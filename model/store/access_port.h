// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/access_store.h"
#include "model/store/admission_desk.h"
#include "model/store/store_lanes.h"
#include "model/store/uid_source.h"
#include "model/store/write_desk.h"

#include <map>
#include <mutex>

namespace tidemark::store {

/// The port for organisations and tokens. Any thread; lives as long as the store.
class AccessPort final : public AccessStore
{
public:
    AccessPort(StoreLanes &lanes, WriteDesk &desk)
        : m_lanes(lanes)
        , m_desk(desk)
        , m_admissions(lanes, {[&desk] { return desk.now(); },
                               [this](const Admission &admission, Timestamp at) {
                                   noteUse(admission.principal.token, at, admission.lastUsed);
                               },
                               [&desk](const Error &error) { desk.noteFailure(error); }})
    {}
    [[nodiscard]] QFuture<Result<Organisation>>
    createOrganisation(NewOrganisation organisation) override;
    [[nodiscard]] QFuture<Result<std::vector<Organisation>>> organisations() override;
    [[nodiscard]] QFuture<Result<IssuedToken>> createToken(NewToken token) override;
    [[nodiscard]] QFuture<Result<void>> tryToken(NewToken token) override;
    [[nodiscard]] QFuture<Result<std::vector<Token>>> tokens() override;
    [[nodiscard]] QFuture<Result<Token>> revokeToken(TokenId token) override;
    [[nodiscard]] QFuture<Result<Principal>> authenticate(QString secret) override;

private:
    void noteUse(TokenId token, Timestamp now, std::optional<Timestamp> noted);

    StoreLanes &m_lanes;
    WriteDesk &m_desk;
    UidSource m_uids; // used on the writer's thread only
    std::mutex m_mutex;
    std::map<TokenId, Timestamp> m_noted; // minutes that were written or are on their way
    AdmissionDesk m_admissions;
};

} // namespace tidemark::store
