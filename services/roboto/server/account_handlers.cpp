// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/call.h"
#include "services/roboto/server/handlers.h"
#include "services/roboto/server/store_values.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {

void tellWhoAmI(const CallPointer &call)
{
    QJsonArray organisations;
    for (const Organisation &one : call->principal().organisations)
        organisations.append(QJsonObject{{u"org_id"_s, one.uid}, {u"name"_s, one.name}});
    WhoAmI answer;
    answer.content = {{u"user_id"_s, call->principal().user}, {u"orgs"_s, organisations}};
    call->answer(writeAnswer(answer));
}

void getUser(const CallPointer &call)
{
    UserRecord user;
    user.userId = call->principal().user;
    call->answer(writeAnswer(user));
}

void listCallerOrgs(const CallPointer &call)
{
    std::vector<OrgRecord> list;
    for (const Organisation &one : call->principal().organisations)
        list.push_back(orgRecord(one));
    call->answer(writeAnswer(list));
}

void getOrg(const CallPointer &call)
{
    const auto &all = call->principal().organisations; // the one in the path is among them
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const Organisation &one) { return one.uid == call->org(); });
    if (found != all.end())
        call->answer(writeAnswer(orgRecord(*found)));
}

} // namespace tidemark::roboto
