"""The Salesforce connector: sign-in, pull by SOQL, writing with a precondition."""
