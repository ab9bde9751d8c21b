// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/accounts.h"

#include "services/json/json_writer.h"
#include "services/roboto/wire/object_reader.h"

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

QString tierWord(OrgTier tier)
{
    return tier == OrgTier::Premium ? u"premium"_s : u"free"_s;
}

std::optional<OrgTier> tierOf(QStringView word)
{
    if (word == u"free")
        return OrgTier::Free;
    return word == u"premium" ? OrgTier::Premium : OrgTier::Other;
}

QString statusWord(OrgStatus status)
{
    switch (status) {
    case OrgStatus::Provisioning:
        return u"provisioning"_s;
    case OrgStatus::Deprovisioning:
        return u"de-provisioning"_s;
    case OrgStatus::Active:
    case OrgStatus::Other:
        break;
    }
    return u"active"_s;
}

std::optional<OrgStatus> statusOf(QStringView word)
{
    if (word == u"provisioning")
        return OrgStatus::Provisioning;
    if (word == u"active")
        return OrgStatus::Active;
    return word == u"de-provisioning" ? OrgStatus::Deprovisioning : OrgStatus::Other;
}

} // namespace

void read(ObjectReader &in, UserRecord &out)
{
    out.userId = in.text("user_id");
    out.name = in.optionalText("name");
    out.pictureUrl = in.optionalText("picture_url");
    out.isServiceUser = in.optionalFlag("is_service_user", false);
    out.isSystemUser = in.optionalFlag("is_system_user", false);
    out.notificationChannels = in.optionalFlags("notification_channels_enabled");
    out.notificationTypes = in.optionalFlags("notification_types_enabled");
}

void read(ObjectReader &in, OrgRecord &out)
{
    out.orgId = in.text("org_id");
    out.name = in.text("name");
    out.tier = in.word<OrgTier>("tier", tierOf, {});
    out.status = in.word<OrgStatus>("status", statusOf, {});
    out.created = in.dateTime("created");
    out.createdBy = in.optionalText("created_by");
}

void read(ObjectReader &in, WhoAmI &out)
{
    out.content = in.wholeObject();
}

void write(JsonWriter &out, const UserRecord &value)
{
    out.beginObject();
    out.text("user_id", value.userId);
    out.optionalText("name", value.name);
    out.optionalText("picture_url", value.pictureUrl);
    out.flag("is_service_user", value.isServiceUser);
    out.flag("is_system_user", value.isSystemUser);
    out.flags("notification_channels_enabled", value.notificationChannels);
    out.flags("notification_types_enabled", value.notificationTypes);
    out.endObject();
}

void write(JsonWriter &out, const OrgRecord &value)
{
    out.beginObject();
    out.text("org_id", value.orgId);
    out.text("name", value.name);
    out.text("tier", tierWord(value.tier));
    out.text("status", statusWord(value.status));
    out.dateTime("created", value.created);
    out.optionalText("created_by", value.createdBy);
    out.endObject();
}

void write(JsonWriter &out, const WhoAmI &value)
{
    out.json(value.content);
}

} // namespace tidemark::roboto
