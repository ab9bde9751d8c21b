// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/time/timestamp.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace tidemark {

/// The organisation that a store has from the start: the window's and the command line's.
inline constexpr char kLocalOrgUid[] = "og_local";

enum class OrganisationStatus
{
    Provisioning,
    Active,
    Deprovisioning,
};

/// The word in files and answers: `provisioning active de-provisioning`. Source: Roboto, orgs.
[[nodiscard]] QString organisationStatusKey(OrganisationStatus status);
[[nodiscard]] std::optional<OrganisationStatus> organisationStatusFromKey(QStringView key);

/// Whose data it is. Metrics, sessions, devices and records of two organisations never meet.
struct Organisation
{
    QString uid;  ///< stable, `og_…`
    QString name; ///< unique in the store
    OrganisationStatus status = OrganisationStatus::Active;
    Timestamp created;

    friend bool operator==(const Organisation &, const Organisation &) = default;
};

struct NewOrganisation
{
    QString name;
    QString uid = {}; ///< empty: the store makes one
};

/// Lets a program in. Of the secret only a SHA-256 is kept.
struct Token
{
    TokenId id;
    QString name;              ///< what it is for, for people
    QString user;              ///< who signs what is done with it
    QStringList organisations; ///< uids, sorted
    Timestamp created;
    std::optional<Timestamp> lastUsed; ///< by the minute
    std::optional<Timestamp> expires;  ///< first instant at which it is not taken any more
    std::optional<Timestamp> revoked;  ///< for good

    friend bool operator==(const Token &, const Token &) = default;
};

struct NewToken
{
    QString name;
    QString user;
    QStringList organisations; ///< uids; at least one, or a new one
    std::optional<Timestamp> expires = {};
    std::optional<QString> newOrganisation = {}; ///< name of one that is made with it
};

/// A new token with its secret, which nothing can tell again.
struct IssuedToken
{
    Token token;
    QString secret; ///< `tdm_` and 43 characters of base64url
};

/// Who a request comes from.
struct Principal
{
    TokenId token;
    QString user;
    std::vector<Organisation> organisations; ///< by uid

    friend bool operator==(const Principal &, const Principal &) = default;
};

} // namespace tidemark
