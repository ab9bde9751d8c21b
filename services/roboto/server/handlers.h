// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/roboto/server/routes.h"

namespace tidemark::roboto {

// The handlers of the routes, a file for each group. What each takes and answers: roboto-api, at
// the section named.

// Definitions (2.3)
void createDefinition(const CallPointer &call);
void getDefinition(const CallPointer &call);
void updateDefinition(const CallPointer &call);
void deleteDefinition(const CallPointer &call);
void listDefinitions(const CallPointer &call);

// Values (2.4 to 2.7)
void publishMetrics(const CallPointer &call);
void listSessionMetrics(const CallPointer &call);
void queryMetrics(const CallPointer &call);
void aggregateMetrics(const CallPointer &call);

// Sessions (3.1, 3.2)
void createSession(const CallPointer &call);
void getSession(const CallPointer &call);
void updateSession(const CallPointer &call);
void deleteSession(const CallPointer &call);
void listSessions(const CallPointer &call);
void listDatasetSessions(const CallPointer &call); ///< none: there are no data sets here
void listSessionTopics(const CallPointer &call);   ///< none
void getSessionTopic(const CallPointer &call);     ///< 404

// Files of sessions (3.3)
void addSessionFiles(const CallPointer &call);
void removeSessionFiles(const CallPointer &call);
void listSessionFiles(const CallPointer &call);

// Devices of sessions (3.1)
void attachSessionDevice(const CallPointer &call);
void detachSessionDevice(const CallPointer &call);
void listSessionDevices(const CallPointer &call);

// Devices (3.4)
void createDevice(const CallPointer &call);
void getDevice(const CallPointer &call);
void updateDevice(const CallPointer &call);
void deleteDevice(const CallPointer &call);
void listDevices(const CallPointer &call);
void listDeviceSessions(const CallPointer &call);
void inferDevices(const CallPointer &call); ///< none: files are placeholders here

// The caller (4)
void tellWhoAmI(const CallPointer &call);
void getUser(const CallPointer &call);
void listCallerOrgs(const CallPointer &call);
void getOrg(const CallPointer &call);

// The users of this server (collectors 2.1, 2.6)
void tellUsers(const CallPointer &call);
void refuseMonitorMethod(const CallPointer &call); ///< 405

// What the service has and this server has not: 501 (3.1, 5)
void refuseDashboards(const CallPointer &call);
void refuseDeviceTokens(const CallPointer &call);
void refuseSearch(const CallPointer &call);

} // namespace tidemark::roboto
