#include "api/faults.h"

#include "resource/json.h"

#include <neutrino/transaction.h>

#include <gtest/gtest.h>

namespace neutrino::api {
namespace {

template <class Failure>
http::Response answer_to(const Failure& failure) {
    http::Request request;
    request.method = "GET";
    request.path = "/networks";
    return failure_response(request, std::make_exception_ptr(failure));
}

TEST(FaultsTest, TypesHaveNeutronsStatuses) {
    EXPECT_EQ(fault_status(Fault("NetworkNotFound", "")), 404);
    EXPECT_EQ(fault_status(Fault("OverQuota", "")), 409);
    EXPECT_EQ(fault_status(Fault("InvalidInput", "")), 400);
    EXPECT_EQ(fault_status(Fault("PolicyNotAuthorized", "")), 403);
    EXPECT_EQ(fault_status(Fault("RevisionNumberConstraintFailed", "")), 412);
    EXPECT_EQ(fault_status(Fault("SubnetAllocationError", "")), 500);
    // The first and the last of the table.
    EXPECT_EQ(fault_status(Fault("AbortSyncRouters", "")), 500);
    EXPECT_EQ(fault_status(Fault("VlanIdInUse", "")), 409);
}

TEST(FaultsTest, UnknownTypesHaveTheirKinds) {
    EXPECT_EQ(fault_status(Fault("SockNotFound", "", FaultKind::not_found)), 404);
    EXPECT_EQ(fault_status(Fault("SockError", "")), 500);
    EXPECT_EQ(fault_status(Fault("NetworkNotFound", "", FaultKind::conflict)), 404) << "the type is the contract";
}

TEST(FaultsTest, BodiesSayTypeMessageAndDetail) {
    const http::Response response = fault_response(Fault("SockInUse", "a \"sock\"", FaultKind::conflict, "blue"));
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(response.body, R"({"NeutronError":{"type":"SockInUse","message":"a \"sock\"","detail":"blue"}})");
}

TEST(FaultsTest, WhatIsNotImplementedIsNoNeutronError) {
    const http::Response response = fault_response(Fault("NotImplementedError", "no"));
    EXPECT_EQ(response.status, 501);
    EXPECT_TRUE(resource::json_parse(response.body).find("NotImplementedError"));
}

TEST(FaultsTest, UnexpectedFailuresGiveNothingAway) {
    const http::Response response = answer_to(std::runtime_error("password=x"));
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(response.body.find("password"), std::string::npos);
    EXPECT_NE(response.body.find("HTTPInternalServerError"), std::string::npos);
    EXPECT_EQ(answer_to(17).status, 500);
}

TEST(FaultsTest, ALostRaceIsAConflict) {
    const http::Response response = answer_to(UniqueViolation("INSERT"));
    EXPECT_EQ(response.status, 409);
    EXPECT_NE(response.body.find("NeutronDbObjectDuplicateEntry"), std::string::npos);
}

}  // namespace
}  // namespace neutrino::api
