// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/access.h"

namespace tidemark {

using namespace Qt::StringLiterals;

QString organisationStatusKey(OrganisationStatus status)
{
    switch (status) {
    case OrganisationStatus::Provisioning:
        return u"provisioning"_s;
    case OrganisationStatus::Active:
        return u"active"_s;
    case OrganisationStatus::Deprovisioning:
        return u"de-provisioning"_s;
    }
    return {};
}

std::optional<OrganisationStatus> organisationStatusFromKey(QStringView key)
{
    for (const OrganisationStatus status :
         {OrganisationStatus::Provisioning, OrganisationStatus::Active,
          OrganisationStatus::Deprovisioning}) {
        if (key == organisationStatusKey(status))
            return status;
    }
    return std::nullopt;
}

} // namespace tidemark
